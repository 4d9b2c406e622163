-- 한국어. {이름}은 바뀌는 부분이므로 그대로 두세요.
return {
	sign_in = "로그인";
	sign_in_why = "이 휴대전화로 다른 기기를 로그인시키려면 여기에서 계정으로 로그인하세요.";
	address = "주소";
	password = "비밀번호";
	remember = "이 휴대전화 기억하기";
	remember_why = "본인의 휴대전화에서만 선택하세요. 언제든지 로그아웃할 수 있습니다.";
	password_goes_to = "비밀번호는 {host}(으)로만 전송되며 다른 곳으로는 전송되지 않습니다.";
	sign_in_failed = "주소 또는 비밀번호가 올바르지 않습니다.";
	other_server = "다른 서버의 계정입니다. 이 페이지는 {host} 계정용입니다.";
	too_often = "시도 횟수가 너무 많습니다. 몇 분 후에 다시 시도하세요.";
	signed_in_as = "{account} 계정으로 로그인되어 있습니다.";
	use_other = "다른 계정 사용";
	sign_out = "로그아웃";

	scan_title = "다른 기기를 로그인시킬까요?";
	scan_why = "이 코드를 표시하는 기기가 {account} 계정으로 로그인하려고 합니다.";
	continue = "계속";

	decide_title = "본인의 기기인가요?";
	device = "기기";
	system = "시스템";
	software = "앱";
	asked = "요청";
	seconds_ago = "{seconds}초 전";
	network_address = "네트워크 주소";
	same_network = "이 휴대전화와 같은 네트워크";
	other_network = "이 휴대전화와 다른 네트워크";
	account = "계정";
	unknown = "이름 없음";
	number_label = "기기에 표시된 숫자";
	number_why = "이 기기가 눈앞에 있을 때만 확인하세요. 다른 사람에게 이 숫자를 알려 줄 필요는 없습니다.";
	confirm = "확인";
	decline = "거절";
	wrong_number = "숫자가 다릅니다. 남은 횟수: {tries}.";
	number_missing = "기기에 표시된 두 자리 숫자를 입력하세요.";

	confirmed_title = "로그인됨";
	confirmed = "{device} 기기가 {account} 계정으로 로그인되었습니다. 이 페이지를 닫아도 됩니다.";
	declined_title = "거절됨";
	declined = "{device} 기기는 로그인되지 않았습니다. 누군가 이 코드를 보냈다면 계정을 노린 것입니다.";
	number_ended_title = "숫자를 너무 많이 틀렸습니다";
	number_ended = "로그인된 기기가 없습니다. 기기에서 새 코드를 표시하세요.";
	cancelled_title = "취소됨";
	cancelled = "기기가 로그인을 취소했습니다.";
	ended_title = "더 이상 유효하지 않은 코드입니다";
	ended = "코드는 짧은 시간 동안 한 번만 사용할 수 있습니다. 기기에서 새 코드를 표시한 다음 스캔하세요.";
	taken_title = "이미 스캔됨";
	taken = "다른 휴대전화나 다른 계정이 이 코드를 스캔했습니다. 본인이 아니라면 기기에서 새 코드를 표시하세요.";

	code_title = "코드 입력";
	code_why = "기기의 그림 아래에 표시된 여덟 글자를 입력하세요.";
	code_label = "코드";
	code_unknown = "없는 코드이거나 더 이상 유효하지 않습니다.";

	devices_title = "내 기기";
	devices_why = "코드로 로그인했거나 여기에 기억된 기기입니다.";
	no_devices = "아직 코드로 로그인한 기기가 없습니다.";
	this_phone = "이 휴대전화";
	online = "지금 온라인";
	first_seen = "첫 로그인: {date}";
	last_seen = "마지막 접속: {date}";
	sign_out_others = "다른 기기 모두 로그아웃";
	sign_out_others_why = "이 휴대전화를 제외한 목록의 모든 기기가 즉시 로그아웃됩니다.";

	try_again_title = "다시 시도하세요";
	try_again = "페이지를 너무 오래 열어 두었거나 브라우저가 쿠키를 저장하지 않습니다.";
	https_only = "이 페이지는 HTTPS로만 사용할 수 있습니다.";

	new_device = "새 기기가 계정에 로그인했습니다: {device} ({details}), 요청한 곳 {address}. 본인이 아니라면 {link} 에서 로그아웃시키고 비밀번호를 변경하세요.";
};
