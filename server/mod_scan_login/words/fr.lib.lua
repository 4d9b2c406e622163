-- Français. Les {noms} sont remplacés ; gardez-les.
return {
	sign_in = "Se connecter";
	sign_in_why = "Connectez-vous ici avec votre compte pour que ce téléphone puisse connecter un autre appareil.";
	address = "Adresse";
	password = "Mot de passe";
	remember = "Se souvenir de ce téléphone";
	remember_why = "Uniquement sur un téléphone qui vous appartient. Vous pouvez le déconnecter à tout moment.";
	password_goes_to = "Votre mot de passe est envoyé à {host} et nulle part ailleurs.";
	sign_in_failed = "L’adresse ou le mot de passe est incorrect.";
	other_server = "Ce compte est celui d’un autre serveur. Cette page est pour les comptes de {host}.";
	too_often = "Trop de tentatives. Veuillez attendre quelques minutes.";
	signed_in_as = "Vous êtes connecté en tant que {account}.";
	use_other = "Utiliser un autre compte";
	sign_out = "Déconnecter";

	scan_title = "Connecter un autre appareil ?";
	scan_why = "Un appareil affiche ce code et veut se connecter en tant que {account}.";
	continue = "Continuer";

	decide_title = "Est-ce votre appareil ?";
	device = "Appareil";
	system = "Système";
	software = "Application";
	asked = "Demandé";
	seconds_ago = "il y a {seconds} s";
	network_address = "Adresse réseau";
	same_network = "même réseau que ce téléphone";
	other_network = "autre réseau que ce téléphone";
	account = "Compte";
	unknown = "sans nom";
	number_label = "Le nombre affiché par l’appareil";
	number_why = "Ne confirmez que si vous voyez cet appareil devant vous. Personne d’autre n’a besoin de ce nombre.";
	confirm = "Confirmer";
	decline = "Refuser";
	wrong_number = "Ce n’est pas le bon nombre. Tentatives restantes : {tries}.";
	number_missing = "Saisissez les deux chiffres affichés par l’appareil.";

	confirmed_title = "Connecté";
	confirmed = "{device} est maintenant connecté en tant que {account}. Vous pouvez fermer cette page.";
	declined_title = "Refusé";
	declined = "{device} n’a pas été connecté. Si quelqu’un vous a envoyé ce code, cette personne voulait accéder à votre compte.";
	number_ended_title = "Trop de nombres erronés";
	number_ended = "Aucun appareil n’a été connecté. Faites afficher un nouveau code par l’appareil.";
	cancelled_title = "Annulé";
	cancelled = "L’appareil ne veut plus se connecter.";
	ended_title = "Ce code n’est plus valable";
	ended = "Les codes durent peu et ne servent qu’une fois. Faites-en afficher un nouveau par l’appareil et scannez-le.";
	taken_title = "Déjà scanné";
	taken = "Un autre téléphone ou un autre compte a scanné ce code. Si ce n’était pas vous, faites-en afficher un nouveau par l’appareil.";

	code_title = "Saisir un code";
	code_why = "Saisissez les huit lettres que l’appareil affiche sous son image.";
	code_label = "Code";
	code_unknown = "Ce code n’existe pas ou n’est plus valable.";

	devices_title = "Vos appareils";
	devices_why = "Ces appareils ont été connectés avec un code ou sont mémorisés ici.";
	no_devices = "Aucun appareil n’a encore été connecté avec un code.";
	this_phone = "ce téléphone";
	online = "en ligne";
	first_seen = "Depuis le {date}";
	last_seen = "Vu pour la dernière fois le {date}";
	sign_out_others = "Déconnecter tous les autres";
	sign_out_others_why = "Tous les appareils de cette liste sauf ce téléphone sont déconnectés immédiatement.";

	try_again_title = "Veuillez réessayer";
	try_again = "Cette page est restée ouverte trop longtemps, ou votre navigateur ne garde pas les cookies.";
	https_only = "Cette page ne fonctionne qu’avec HTTPS.";

	new_device = "Un nouvel appareil s’est connecté à votre compte : {device} ({details}), demandé depuis {address}. Si ce n’était pas vous, déconnectez-le sur {link} et changez votre mot de passe.";
};
