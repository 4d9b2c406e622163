-- 繁體中文。{名稱} 會被取代，請保留。
return {
	sign_in = "登入";
	sign_in_why = "請在此登入您的帳號，之後即可用這支手機登入其他裝置。";
	address = "位址";
	password = "密碼";
	remember = "記住這支手機";
	remember_why = "僅限您自己的手機。您可以隨時將它登出。";
	password_goes_to = "您的密碼只會傳送到 {host}，不會傳送到其他任何地方。";
	sign_in_failed = "位址或密碼不正確。";
	other_server = "這是其他伺服器的帳號。本頁面僅供 {host} 的帳號使用。";
	too_often = "嘗試次數過多，請過幾分鐘再試。";
	signed_in_as = "您已登入為 {account}。";
	use_other = "使用其他帳號";
	sign_out = "登出";

	scan_title = "要登入另一部裝置嗎？";
	scan_why = "有一部裝置顯示了這個 QR 碼，想以 {account} 登入。";
	continue = "繼續";

	decide_title = "這是您的裝置嗎？";
	device = "裝置";
	system = "系統";
	software = "應用程式";
	asked = "要求時間";
	seconds_ago = "{seconds} 秒前";
	network_address = "網路位址";
	same_network = "與這支手機在同一網路";
	other_network = "與這支手機不在同一網路";
	account = "帳號";
	unknown = "未命名";
	number_label = "裝置上顯示的數字";
	number_why = "只有在您親眼看到這部裝置時才確認。任何人都不需要向您索取這個數字。";
	confirm = "確認";
	decline = "拒絕";
	wrong_number = "數字不正確。還可以再試 {tries} 次。";
	number_missing = "請輸入裝置上顯示的兩位數字。";

	confirmed_title = "已登入";
	confirmed = "{device} 現已登入為 {account}。您可以關閉本頁面。";
	declined_title = "已拒絕";
	declined = "{device} 沒有登入。如果這個 QR 碼是別人傳給您的，對方是想盜用您的帳號。";
	number_ended_title = "數字錯誤次數過多";
	number_ended = "沒有裝置登入。請讓裝置顯示新的 QR 碼。";
	cancelled_title = "已取消";
	cancelled = "該裝置已取消登入。";
	ended_title = "QR 碼已失效";
	ended = "QR 碼的有效期限很短，且只能使用一次。請讓裝置顯示新的 QR 碼，然後重新掃描。";
	taken_title = "QR 碼已被掃描";
	taken = "另一支手機或另一個帳號掃描了這個 QR 碼。如果不是您本人，請讓裝置顯示新的 QR 碼。";

	code_title = "輸入代碼";
	code_why = "請輸入裝置上 QR 碼下方顯示的八個字母。";
	code_label = "代碼";
	code_unknown = "沒有這個代碼，或代碼已失效。";

	devices_title = "您的裝置";
	devices_why = "這些裝置是透過掃碼登入的，或在此被記住的。";
	no_devices = "目前還沒有裝置透過掃碼登入。";
	this_phone = "這支手機";
	online = "目前在線上";
	first_seen = "首次登入：{date}";
	last_seen = "最近上線：{date}";
	sign_out_others = "登出所有其他裝置";
	sign_out_others_why = "清單中除這支手機以外的所有裝置將立即登出。";

	try_again_title = "請再試一次";
	try_again = "本頁面開啟的時間過長，或您的瀏覽器不保存 Cookie。";
	https_only = "本頁面只能透過 HTTPS 使用。";

	new_device = "有新裝置登入了您的帳號：{device}（{details}），要求來自 {address}。如果不是您本人操作，請在 {link} 將其登出，並變更密碼。";
};
