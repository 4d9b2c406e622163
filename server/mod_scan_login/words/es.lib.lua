-- Español. Los {nombres} se sustituyen; consérvelos.
return {
	sign_in = "Iniciar sesión";
	sign_in_why = "Inicie sesión aquí con su cuenta para que este teléfono pueda conectar otro dispositivo.";
	address = "Dirección";
	password = "Contraseña";
	remember = "Recordar este teléfono";
	remember_why = "Solo en un teléfono que sea suyo. Puede cerrar ahí la sesión en cualquier momento.";
	password_goes_to = "Su contraseña va a {host} y a ningún otro lugar.";
	sign_in_failed = "La dirección o la contraseña no son correctas.";
	other_server = "Esa cuenta es de otro servidor. Esta página es para cuentas de {host}.";
	too_often = "Demasiados intentos. Espere unos minutos.";
	signed_in_as = "Ha iniciado sesión como {account}.";
	use_other = "Usar otra cuenta";
	sign_out = "Cerrar sesión";

	scan_title = "¿Iniciar sesión en otro dispositivo?";
	scan_why = "Un dispositivo muestra este código y quiere iniciar sesión como {account}.";
	continue = "Continuar";

	decide_title = "¿Es este su dispositivo?";
	device = "Dispositivo";
	system = "Sistema";
	software = "Aplicación";
	asked = "Solicitado";
	seconds_ago = "hace {seconds} s";
	network_address = "Dirección de red";
	same_network = "la misma red que este teléfono";
	other_network = "una red distinta a la de este teléfono";
	account = "Cuenta";
	unknown = "sin nombre";
	number_label = "El número que muestra el dispositivo";
	number_why = "Confirme solo si tiene este dispositivo delante. Nadie más necesita que usted le dé ese número.";
	confirm = "Confirmar";
	decline = "Rechazar";
	wrong_number = "Ese no es el número. Intentos restantes: {tries}.";
	number_missing = "Escriba los dos dígitos que muestra el dispositivo.";

	confirmed_title = "Sesión iniciada";
	confirmed = "{device} ha iniciado sesión como {account}. Puede cerrar esta página.";
	declined_title = "Rechazado";
	declined = "{device} no ha iniciado sesión. Si alguien le envió ese código, intentaba entrar en su cuenta.";
	number_ended_title = "Demasiados números incorrectos";
	number_ended = "No se ha iniciado ninguna sesión. Haga que el dispositivo muestre un código nuevo.";
	cancelled_title = "Cancelado";
	cancelled = "El dispositivo ya no quiere iniciar sesión.";
	ended_title = "Este código ya no es válido";
	ended = "Los códigos duran poco y sirven una sola vez. Haga que el dispositivo muestre uno nuevo y escanéelo.";
	taken_title = "Ya escaneado";
	taken = "Otro teléfono u otra cuenta escaneó este código. Si no fue usted, haga que el dispositivo muestre uno nuevo.";

	code_title = "Escribir un código";
	code_why = "Escriba las ocho letras que el dispositivo muestra debajo de la imagen.";
	code_label = "Código";
	code_unknown = "Ese código no existe o ya no es válido.";

	devices_title = "Sus dispositivos";
	devices_why = "Estos dispositivos iniciaron sesión con un código o se recuerdan aquí.";
	no_devices = "Ningún dispositivo ha iniciado sesión con un código todavía.";
	this_phone = "este teléfono";
	online = "en línea ahora";
	first_seen = "Desde {date}";
	last_seen = "Visto por última vez: {date}";
	sign_out_others = "Cerrar todas las demás sesiones";
	sign_out_others_why = "Se cerrará de inmediato la sesión de todos los dispositivos de esta lista, salvo este teléfono.";

	try_again_title = "Inténtelo de nuevo";
	try_again = "Esta página estuvo abierta demasiado tiempo o su navegador no guarda cookies.";
	https_only = "Esta página solo funciona con HTTPS.";

	new_device = "Un dispositivo nuevo ha iniciado sesión en su cuenta: {device} ({details}), solicitado desde {address}. Si no fue usted, cierre su sesión en {link} y cambie la contraseña.";
};
