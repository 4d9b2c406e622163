-- 简体中文。{名称} 会被替换，请保留。
return {
	sign_in = "登录";
	sign_in_why = "请在此登录您的账号，之后即可用这部手机登录其他设备。";
	address = "地址";
	password = "密码";
	remember = "记住这部手机";
	remember_why = "仅限您自己的手机。您可以随时将它退出登录。";
	password_goes_to = "您的密码只会发送到 {host}，不会发送到其他任何地方。";
	sign_in_failed = "地址或密码不正确。";
	other_server = "这是其他服务器的账号。本页面仅供 {host} 的账号使用。";
	too_often = "尝试次数过多，请过几分钟再试。";
	signed_in_as = "您已登录为 {account}。";
	use_other = "使用其他账号";
	sign_out = "退出登录";

	scan_title = "要登录另一台设备吗？";
	scan_why = "有一台设备显示了这个二维码，希望以 {account} 登录。";
	continue = "继续";

	decide_title = "这是您的设备吗？";
	device = "设备";
	system = "系统";
	software = "应用";
	asked = "请求时间";
	seconds_ago = "{seconds} 秒前";
	network_address = "网络地址";
	same_network = "与这部手机在同一网络";
	other_network = "与这部手机不在同一网络";
	account = "账号";
	unknown = "未命名";
	number_label = "设备上显示的数字";
	number_why = "只有当您亲眼看到这台设备时才确认。任何人都不需要向您索要这个数字。";
	confirm = "确认";
	decline = "拒绝";
	wrong_number = "数字不正确。还可以再试 {tries} 次。";
	number_missing = "请输入设备上显示的两位数字。";

	confirmed_title = "已登录";
	confirmed = "{device} 现已登录为 {account}。您可以关闭本页面。";
	declined_title = "已拒绝";
	declined = "{device} 没有登录。如果这个二维码是别人发给您的，对方是想盗用您的账号。";
	number_ended_title = "数字错误次数过多";
	number_ended = "没有设备登录。请让设备显示新的二维码。";
	cancelled_title = "已取消";
	cancelled = "该设备已取消登录。";
	ended_title = "二维码已失效";
	ended = "二维码的有效期很短，且只能使用一次。请让设备显示新的二维码，然后重新扫描。";
	taken_title = "二维码已被扫描";
	taken = "另一部手机或另一个账号扫描了这个二维码。如果不是您本人，请让设备显示新的二维码。";

	code_title = "输入代码";
	code_why = "请输入设备上二维码下方显示的八个字母。";
	code_label = "代码";
	code_unknown = "没有这个代码，或代码已失效。";

	devices_title = "您的设备";
	devices_why = "这些设备是通过扫码登录的，或在此被记住的。";
	no_devices = "目前还没有设备通过扫码登录。";
	this_phone = "这部手机";
	online = "当前在线";
	first_seen = "首次登录：{date}";
	last_seen = "最近在线：{date}";
	sign_out_others = "退出所有其他设备";
	sign_out_others_why = "列表中除这部手机以外的所有设备将立即退出登录。";

	try_again_title = "请重试";
	try_again = "本页面打开的时间过长，或您的浏览器不保存 Cookie。";
	https_only = "本页面只能通过 HTTPS 使用。";

	new_device = "有新设备登录了您的账号：{device}（{details}），请求来自 {address}。如果不是您本人操作，请在 {link} 将其退出登录，并更改密码。";
};
