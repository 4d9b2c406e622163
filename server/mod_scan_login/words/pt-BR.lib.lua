-- Português do Brasil. Os {nomes} são substituídos; mantenha-os.
return {
	sign_in = "Entrar";
	sign_in_why = "Entre aqui com a sua conta para que este celular possa conectar outro dispositivo.";
	address = "Endereço";
	password = "Senha";
	remember = "Lembrar deste celular";
	remember_why = "Somente em um celular que seja seu. Você pode desconectá-lo a qualquer momento.";
	password_goes_to = "Sua senha é enviada para {host} e para nenhum outro lugar.";
	sign_in_failed = "O endereço ou a senha estão incorretos.";
	other_server = "Essa conta é de outro servidor. Esta página é para contas de {host}.";
	too_often = "Tentativas demais. Aguarde alguns minutos.";
	signed_in_as = "Você entrou como {account}.";
	use_other = "Usar outra conta";
	sign_out = "Desconectar";

	scan_title = "Conectar outro dispositivo?";
	scan_why = "Um dispositivo mostra este código e quer entrar como {account}.";
	continue = "Continuar";

	decide_title = "Este dispositivo é seu?";
	device = "Dispositivo";
	system = "Sistema";
	software = "Aplicativo";
	asked = "Solicitado";
	seconds_ago = "há {seconds} s";
	network_address = "Endereço de rede";
	same_network = "mesma rede deste celular";
	other_network = "rede diferente da deste celular";
	account = "Conta";
	unknown = "sem nome";
	number_label = "O número que o dispositivo mostra";
	number_why = "Confirme somente se este dispositivo estiver na sua frente. Ninguém mais precisa que você informe esse número.";
	confirm = "Confirmar";
	decline = "Recusar";
	wrong_number = "Esse não é o número. Tentativas restantes: {tries}.";
	number_missing = "Digite os dois algarismos que o dispositivo mostra.";

	confirmed_title = "Conectado";
	confirmed = "{device} agora está conectado como {account}. Você pode fechar esta página.";
	declined_title = "Recusado";
	declined = "{device} não foi conectado. Se alguém enviou esse código a você, essa pessoa queria acessar a sua conta.";
	number_ended_title = "Números errados demais";
	number_ended = "Nenhum dispositivo foi conectado. Faça o dispositivo mostrar um novo código.";
	cancelled_title = "Cancelado";
	cancelled = "O dispositivo não quer mais entrar.";
	ended_title = "Este código não é mais válido";
	ended = "Os códigos duram pouco e funcionam uma única vez. Faça o dispositivo mostrar um novo e escaneie-o.";
	taken_title = "Já escaneado";
	taken = "Outro celular ou outra conta escaneou este código. Se não foi você, faça o dispositivo mostrar um novo.";

	code_title = "Digitar um código";
	code_why = "Digite as oito letras que o dispositivo mostra abaixo da imagem.";
	code_label = "Código";
	code_unknown = "Esse código não existe ou não é mais válido.";

	devices_title = "Seus dispositivos";
	devices_why = "Estes dispositivos foram conectados com um código ou são lembrados aqui.";
	no_devices = "Nenhum dispositivo foi conectado com um código até agora.";
	this_phone = "este celular";
	online = "on-line agora";
	first_seen = "Desde {date}";
	last_seen = "Visto por último em {date}";
	sign_out_others = "Desconectar todos os outros";
	sign_out_others_why = "Todos os dispositivos desta lista, exceto este celular, são desconectados imediatamente.";

	try_again_title = "Tente novamente";
	try_again = "Esta página ficou aberta por tempo demais, ou o seu navegador não guarda cookies.";
	https_only = "Esta página só funciona com HTTPS.";

	new_device = "Um novo dispositivo entrou na sua conta: {device} ({details}), solicitado a partir de {address}. Se não foi você, desconecte-o em {link} e altere a sua senha.";
};
