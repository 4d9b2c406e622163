-- English. {names} are replaced; keep them.
return {
	sign_in = "Sign in";
	sign_in_why = "Sign in here with your account, so that this phone can sign in another device.";
	address = "Address";
	password = "Password";
	remember = "Remember this phone";
	remember_why = "Only on a phone that is yours. You can sign it out again at any time.";
	password_goes_to = "Your password goes to {host} and nowhere else.";
	sign_in_failed = "The address or the password is wrong.";
	other_server = "That is an account of another server. This page is for accounts of {host}.";
	too_often = "Too many tries. Please wait a few minutes.";
	signed_in_as = "You are signed in as {account}.";
	use_other = "Use another account";
	sign_out = "Sign out";

	scan_title = "Sign in another device?";
	scan_why = "A device shows this code and wants to sign in as {account}.";
	continue = "Continue";

	decide_title = "Is this your device?";
	device = "Device";
	system = "System";
	software = "Application";
	asked = "Asked";
	seconds_ago = "{seconds} s ago";
	network_address = "Network address";
	same_network = "same network as this phone";
	other_network = "another network than this phone";
	account = "Account";
	unknown = "not named";
	number_label = "The number that the device shows";
	number_why = "Confirm only if you see this device in front of you. Nobody else needs that number from you.";
	confirm = "Confirm";
	decline = "Decline";
	wrong_number = "That is not the number. Tries left: {tries}.";
	number_missing = "Please enter the two digits that the device shows.";

	confirmed_title = "Signed in";
	confirmed = "{device} is now signed in as {account}. You can close this page.";
	declined_title = "Declined";
	declined = "{device} was not signed in. If somebody sent you that code, they wanted your account.";
	number_ended_title = "Too many wrong numbers";
	number_ended = "Nothing was signed in. Let the device show a new code.";
	cancelled_title = "Cancelled";
	cancelled = "The device does not want to sign in any more.";
	ended_title = "This code is no longer valid";
	ended = "Codes are short-lived and work once. Let the device show a new one, then scan that.";
	taken_title = "Scanned already";
	taken = "Another phone or another account scanned this code. If that was not you, let the device show a new one.";

	code_title = "Type a code";
	code_why = "Type the eight letters that the device shows below its picture.";
	code_label = "Code";
	code_unknown = "There is no such code, or it is no longer valid.";

	devices_title = "Your devices";
	devices_why = "These devices were signed in with a code, or are remembered here.";
	no_devices = "No device was signed in with a code so far.";
	this_phone = "this phone";
	online = "online now";
	first_seen = "Since {date}";
	last_seen = "Last seen {date}";
	sign_out_others = "Sign out all others";
	sign_out_others_why = "All devices in this list but this phone are signed out at once.";

	try_again_title = "Please try again";
	try_again = "This page was open for too long, or your browser keeps no cookies.";
	https_only = "This page works with HTTPS only.";

	new_device = "A new device signed in to your account: {device} ({details}), asked for from {address}. If that was not you, sign it out at {link} and change your password.";
};
