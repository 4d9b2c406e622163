-- Türkçe. {adlar} değiştirilir, olduğu gibi bırakın.
return {
	sign_in = "Oturum aç";
	sign_in_why = "Bu telefonun başka bir aygıtta oturum açabilmesi için burada hesabınızla oturum açın.";
	address = "Adres";
	password = "Parola";
	remember = "Bu telefonu hatırla";
	remember_why = "Yalnızca size ait bir telefonda. Oturumunu istediğiniz zaman kapatabilirsiniz.";
	password_goes_to = "Parolanız {host} sunucusuna gider, başka hiçbir yere gitmez.";
	sign_in_failed = "Adres veya parola yanlış.";
	other_server = "Bu, başka bir sunucunun hesabı. Bu sayfa {host} hesapları içindir.";
	too_often = "Çok fazla deneme yapıldı. Lütfen birkaç dakika bekleyin.";
	signed_in_as = "{account} olarak oturum açtınız.";
	use_other = "Başka bir hesap kullan";
	sign_out = "Oturumu kapat";

	scan_title = "Başka bir aygıtta oturum açılsın mı?";
	scan_why = "Bir aygıt bu kodu gösteriyor ve {account} olarak oturum açmak istiyor.";
	continue = "Sürdür";

	decide_title = "Bu sizin aygıtınız mı?";
	device = "Aygıt";
	system = "Sistem";
	software = "Uygulama";
	asked = "İstek zamanı";
	seconds_ago = "{seconds} sn önce";
	network_address = "Ağ adresi";
	same_network = "bu telefonla aynı ağ";
	other_network = "bu telefonunkinden başka bir ağ";
	account = "Hesap";
	unknown = "adlandırılmamış";
	number_label = "Aygıtın gösterdiği sayı";
	number_why = "Yalnızca bu aygıtı önünüzde görüyorsanız onaylayın. O sayıyı sizden başka kimsenin bilmesi gerekmez.";
	confirm = "Onayla";
	decline = "Reddet";
	wrong_number = "Bu, o sayı değil. Kalan deneme: {tries}.";
	number_missing = "Lütfen aygıtın gösterdiği iki basamağı girin.";

	confirmed_title = "Oturum açıldı";
	confirmed = "{device} artık {account} olarak oturum açtı. Bu sayfayı kapatabilirsiniz.";
	declined_title = "Reddedildi";
	declined = "{device} oturum açmadı. Bu kodu size biri gönderdiyse hesabınızı ele geçirmek istiyordu.";
	number_ended_title = "Çok fazla yanlış sayı";
	number_ended = "Hiçbir oturum açılmadı. Aygıt yeni bir kod göstersin.";
	cancelled_title = "İptal edildi";
	cancelled = "Aygıt artık oturum açmak istemiyor.";
	ended_title = "Bu kod artık geçerli değil";
	ended = "Kodlar kısa ömürlüdür ve bir kez kullanılır. Aygıt yeni bir kod göstersin, sonra onu tarayın.";
	taken_title = "Zaten tarandı";
	taken = "Bu kodu başka bir telefon veya başka bir hesap taradı. Bu siz değildiyseniz aygıt yeni bir kod göstersin.";

	code_title = "Kod yazın";
	code_why = "Aygıtın resmin altında gösterdiği sekiz harfi yazın.";
	code_label = "Kod";
	code_unknown = "Böyle bir kod yok veya artık geçerli değil.";

	devices_title = "Aygıtlarınız";
	devices_why = "Bu aygıtlar bir kodla oturum açtı veya burada hatırlanıyor.";
	no_devices = "Şimdiye dek hiçbir aygıt kodla oturum açmadı.";
	this_phone = "bu telefon";
	online = "şu anda çevrim içi";
	first_seen = "İlk görülme: {date}";
	last_seen = "Son görülme: {date}";
	sign_out_others = "Diğer tüm oturumları kapat";
	sign_out_others_why = "Bu telefon dışında listedeki tüm aygıtların oturumu hemen kapatılır.";

	try_again_title = "Lütfen yeniden deneyin";
	try_again = "Bu sayfa çok uzun süre açık kaldı veya tarayıcınız çerez saklamıyor.";
	https_only = "Bu sayfa yalnızca HTTPS ile çalışır.";

	new_device = "Hesabınızda yeni bir aygıt oturum açtı: {device} ({details}), isteğin geldiği adres: {address}. Bu siz değildiyseniz {link} adresinden oturumunu kapatın ve parolanızı değiştirin.";
};
