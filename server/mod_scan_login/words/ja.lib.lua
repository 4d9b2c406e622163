-- 日本語。{名前} は置き換えられるので残してください。
return {
	sign_in = "サインイン";
	sign_in_why = "このスマートフォンから別のデバイスをサインインさせるには、まずご自分のアカウントでサインインしてください。";
	address = "アドレス";
	password = "パスワード";
	remember = "このスマートフォンを記憶する";
	remember_why = "ご自分のスマートフォンでのみ選んでください。いつでもサインアウトできます。";
	password_goes_to = "パスワードは {host} にのみ送信され、ほかには送信されません。";
	sign_in_failed = "アドレスまたはパスワードが正しくありません。";
	other_server = "別のサーバーのアカウントです。このページは {host} のアカウント用です。";
	too_often = "試行回数が多すぎます。数分待ってからやり直してください。";
	signed_in_as = "{account} としてサインインしています。";
	use_other = "別のアカウントを使う";
	sign_out = "サインアウト";

	scan_title = "別のデバイスをサインインさせますか？";
	scan_why = "このコードを表示しているデバイスが {account} としてサインインしようとしています。";
	continue = "続ける";

	decide_title = "これはあなたのデバイスですか？";
	device = "デバイス";
	system = "システム";
	software = "アプリ";
	asked = "要求";
	seconds_ago = "{seconds} 秒前";
	network_address = "ネットワークアドレス";
	same_network = "このスマートフォンと同じネットワーク";
	other_network = "このスマートフォンとは別のネットワーク";
	account = "アカウント";
	unknown = "名前なし";
	number_label = "デバイスに表示されている数字";
	number_why = "このデバイスが目の前にあるときだけ確認してください。この数字をほかの人に教える必要はありません。";
	confirm = "確認";
	decline = "拒否";
	wrong_number = "数字が違います。残り {tries} 回です。";
	number_missing = "デバイスに表示されている 2 桁の数字を入力してください。";

	confirmed_title = "サインインしました";
	confirmed = "{device} は {account} としてサインインしました。このページは閉じてかまいません。";
	declined_title = "拒否しました";
	declined = "{device} はサインインしていません。そのコードが誰かから送られてきたものなら、相手はあなたのアカウントを狙っていました。";
	number_ended_title = "数字の間違いが多すぎます";
	number_ended = "サインインは行われていません。デバイスに新しいコードを表示させてください。";
	cancelled_title = "キャンセルされました";
	cancelled = "デバイスがサインインを取りやめました。";
	ended_title = "このコードは無効です";
	ended = "コードの有効時間は短く、使えるのは一度だけです。デバイスに新しいコードを表示させて、読み取ってください。";
	taken_title = "すでに読み取られています";
	taken = "別のスマートフォンまたは別のアカウントがこのコードを読み取りました。心当たりがなければ、デバイスに新しいコードを表示させてください。";

	code_title = "コードを入力";
	code_why = "デバイスの画像の下に表示されている 8 文字を入力してください。";
	code_label = "コード";
	code_unknown = "そのコードは存在しないか、無効になっています。";

	devices_title = "あなたのデバイス";
	devices_why = "コードでサインインしたデバイスと、ここで記憶されているデバイスです。";
	no_devices = "コードでサインインしたデバイスはまだありません。";
	this_phone = "このスマートフォン";
	online = "オンライン";
	first_seen = "初回：{date}";
	last_seen = "最終：{date}";
	sign_out_others = "ほかのすべてをサインアウト";
	sign_out_others_why = "このスマートフォン以外の、リストにあるすべてのデバイスがただちにサインアウトされます。";

	try_again_title = "もう一度お試しください";
	try_again = "このページを開いたまま時間が経ちすぎたか、ブラウザーが Cookie を保存していません。";
	https_only = "このページは HTTPS でのみ利用できます。";

	new_device = "新しいデバイスがあなたのアカウントにサインインしました：{device}（{details}）、要求元 {address}。心当たりがない場合は、{link} でサインアウトさせ、パスワードを変更してください。";
};
