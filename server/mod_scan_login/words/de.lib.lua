-- Deutsch. {Namen} werden ersetzt und bleiben stehen.
return {
	sign_in = "Anmelden";
	sign_in_why = "Melden Sie sich hier mit Ihrem Konto an, damit dieses Telefon ein anderes Gerät anmelden kann.";
	address = "Adresse";
	password = "Passwort";
	remember = "Dieses Telefon merken";
	remember_why = "Nur auf einem Telefon, das Ihnen gehört. Sie können es jederzeit wieder abmelden.";
	password_goes_to = "Ihr Passwort geht an {host} und sonst nirgendwohin.";
	sign_in_failed = "Die Adresse oder das Passwort ist falsch.";
	other_server = "Das ist ein Konto eines anderen Servers. Diese Seite ist für Konten von {host}.";
	too_often = "Zu viele Versuche. Bitte warten Sie ein paar Minuten.";
	signed_in_as = "Sie sind als {account} angemeldet.";
	use_other = "Anderes Konto verwenden";
	sign_out = "Abmelden";

	scan_title = "Ein anderes Gerät anmelden?";
	scan_why = "Ein Gerät zeigt diesen Code und möchte sich als {account} anmelden.";
	continue = "Weiter";

	decide_title = "Ist das Ihr Gerät?";
	device = "Gerät";
	system = "System";
	software = "Anwendung";
	asked = "Angefragt";
	seconds_ago = "vor {seconds} s";
	network_address = "Netzwerkadresse";
	same_network = "gleiches Netzwerk wie dieses Telefon";
	other_network = "anderes Netzwerk als dieses Telefon";
	account = "Konto";
	unknown = "ohne Namen";
	number_label = "Die Zahl, die das Gerät zeigt";
	number_why = "Bestätigen Sie nur, wenn Sie dieses Gerät vor sich sehen. Niemand sonst braucht diese Zahl von Ihnen.";
	confirm = "Bestätigen";
	decline = "Ablehnen";
	wrong_number = "Das ist nicht die Zahl. Verbleibende Versuche: {tries}.";
	number_missing = "Bitte geben Sie die zwei Ziffern ein, die das Gerät zeigt.";

	confirmed_title = "Angemeldet";
	confirmed = "{device} ist jetzt als {account} angemeldet. Sie können diese Seite schließen.";
	declined_title = "Abgelehnt";
	declined = "{device} wurde nicht angemeldet. Wenn Ihnen jemand diesen Code geschickt hat, wollte diese Person an Ihr Konto.";
	number_ended_title = "Zu viele falsche Zahlen";
	number_ended = "Kein Gerät wurde angemeldet. Lassen Sie das Gerät einen neuen Code zeigen.";
	cancelled_title = "Abgebrochen";
	cancelled = "Das Gerät möchte sich nicht mehr anmelden.";
	ended_title = "Dieser Code gilt nicht mehr";
	ended = "Codes gelten nur kurz und nur einmal. Lassen Sie das Gerät einen neuen zeigen und scannen Sie diesen.";
	taken_title = "Schon gescannt";
	taken = "Ein anderes Telefon oder ein anderes Konto hat diesen Code gescannt. Wenn Sie das nicht waren, lassen Sie das Gerät einen neuen zeigen.";

	code_title = "Code eintippen";
	code_why = "Tippen Sie die acht Buchstaben ein, die das Gerät unter seinem Bild zeigt.";
	code_label = "Code";
	code_unknown = "Diesen Code gibt es nicht, oder er gilt nicht mehr.";

	devices_title = "Ihre Geräte";
	devices_why = "Diese Geräte wurden mit einem Code angemeldet oder sind hier gemerkt.";
	no_devices = "Bisher wurde kein Gerät mit einem Code angemeldet.";
	this_phone = "dieses Telefon";
	online = "gerade online";
	first_seen = "Seit {date}";
	last_seen = "Zuletzt gesehen: {date}";
	sign_out_others = "Alle anderen abmelden";
	sign_out_others_why = "Alle Geräte dieser Liste außer diesem Telefon werden sofort abgemeldet.";

	try_again_title = "Bitte versuchen Sie es erneut";
	try_again = "Diese Seite war zu lange offen, oder Ihr Browser behält keine Cookies.";
	https_only = "Diese Seite funktioniert nur mit HTTPS.";

	new_device = "Ein neues Gerät hat sich bei Ihrem Konto angemeldet: {device} ({details}), angefragt von {address}. Wenn Sie das nicht waren, melden Sie es unter {link} ab und ändern Sie Ihr Passwort.";
};
