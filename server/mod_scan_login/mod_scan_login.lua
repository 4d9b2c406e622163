-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Scan to sign in: see README.md for administrators, PROTOCOL.md for what it speaks.

local array = require "prosody.util.array";
local modulemanager = require "prosody.core.modulemanager";

module:depends("adhoc");
module:depends("http");

local jid = require "prosody.util.jid";
local limits = module:require "limits";
local network = module:require "network";
local profile = module:require "profile";
local words = module:require "words";

local WELL_KNOWN = "/.well-known/oauth-authorization-server";

-- RFC 8414 has one server at the root of a host: that is mod_http_oauth2, if it is here.
local alone = not modulemanager.get_modules_for_host(module.host):contains("http_oauth2");
local metadata_path = alone and WELL_KNOWN or WELL_KNOWN .. "/scan";

local token_lifetime = module:get_option_period("scan_login_token_lifetime", 120);
local phone_lifetime = module:get_option_period("scan_login_phone_lifetime", "1 year");
local max_wait = module:get_option_integer("scan_login_max_wait", 25, 0, 300);

local codes = module:require "codes".new {
	max = module:get_option_integer("scan_login_max_codes", 20000, 1);
	max_per_network = module:get_option_integer("scan_login_max_codes_per_address", 40, 1);
	lifetime = module:get_option_period("scan_login_code_lifetime", 120);
	lifetime_scanned = module:get_option_period("scan_login_scanned_lifetime", 300);
	interval = module:get_option_integer("scan_login_interval", 1, 1, 60);
	polls_per_second = module:get_option_integer("scan_login_polls_per_second", 1000, 1);
	number_tries = module:get_option_integer("scan_login_number_tries", 3, 1, 5);
};
local devices = module:require "devices".new {
	token_lifetime = token_lifetime;
	phone_lifetime = phone_lifetime;
};

local links = {};
function links.base()
	return (module:http_url("scan_login", "/scan"):gsub("/$", ""));
end
function links.scan(link_id)
	return links.base() .. "/s/" .. link_id;
end
function links.code()
	return links.base() .. "/code";
end
function links.devices()
	return links.base() .. "/devices";
end
function links.metadata()
	return module:http_url("scan_login_metadata", metadata_path);
end
function links.issuer()
	return (links.metadata():gsub("/%.well%-known/oauth%-authorization%-server", ""));
end

-- Who scans: the phone is what only it is known by, the rest is for the device to show.
local function person(username, phone, language)
	local name, picture = profile(username);
	return {
		username = username; phone = phone; lang = language;
		account = jid.join(username, module.host); name = name; picture = picture;
	};
end

-- Few tries to guess a code that somebody else shows; all together more, not endless.
local wrong_codes = limits.new(module:get_option_integer("scan_login_code_tries", 5, 1), 600);
local wrong_codes_in_all = limits.new(300, 60);

-- The open code that was typed, or nil and "unknown" or "often".
local function typed(text, username, address)
	local account, from = "account " .. username, "network " .. network.of(address);
	if not wrong_codes:left(account) or not wrong_codes:left(from) or not wrong_codes_in_all:left("all") then
		return nil, "often";
	end
	local code = #text <= 64 and codes.by_user_code(text);
	if code and codes.open(code) then
		return code;
	end
	wrong_codes:take(account);
	wrong_codes:take(from);
	wrong_codes_in_all:take("all");
	return nil, "unknown";
end

local oauth = module:require "oauth".new {
	codes = codes;
	devices = devices;
	requests = limits.new(module:get_option_integer("scan_login_codes_per_minute", 30, 1), 60);
	network = network;
	links = links;
	languages = array(words.languages);
	max_wait = max_wait;
	token_lifetime = token_lifetime;
};

local html = module:require "html".new(
	module:get_option_string("scan_login_page_name", module.host),
	module:get_option_string("scan_login_page_colour", "#1c71d8"):match("^#%x%x%x%x%x%x$") or "#1c71d8");
local browser = module:require "browser".new {
	devices = devices;
	origin = function () return links.base():match("^%a+://[^/]+"); end;
	lifetime = module:get_option_period("scan_login_page_lifetime", "15 minutes");
	phone_lifetime = phone_lifetime;
};
local page = module:require "page".new {
	codes = codes;
	browser = browser;
	html = html;
	links = links;
	network = network;
	person = person;
	typed = typed;
	signing_in = limits.new(module:get_option_integer("scan_login_sign_ins_per_address", 20, 1), 300);
	failed = limits.new(module:get_option_integer("scan_login_failures_per_account", 10, 1), 600);
};
local device_list = module:require "devicelist" {
	devices = devices, page = page, html = html, browser = browser, links = links,
};
module:require "announce"(links);
module:require "commands" {
	codes = codes, devices = devices, browser = browser, links = links,
	network = network, person = person, typed = typed,
};

module:hook_global("user-password-changed", function (event)
	if event.host == module.host then
		browser.sign_out_everywhere(event.username);
	end
end);

module:provides("http", {
	name = "scan_login";
	default_path = "/scan";
	cors = { enabled = false };
	route = {
		["POST /device"] = oauth.authorize;
		["POST /token"] = oauth.token;
		["POST /revoke"] = oauth.revoke;
		["GET /s/*"] = page.open_code;
		["POST /s/*"] = page.post_code;
		["GET /code"] = page.code;
		["POST /code"] = page.type_code;
		["GET /devices"] = device_list.show;
		["POST /devices"] = device_list.sign_out;
		["POST /sign-in"] = page.sign_in;
		["POST /sign-out"] = page.sign_out;
	};
});

module:provides("http", {
	name = "scan_login_metadata";
	default_path = metadata_path;
	route = { GET = oauth.metadata };
});

-- XEP-0493: a client that tries OAUTHBEARER without a token is told where to get one.
local bearer = module:shared("tokenauth/oauthbearer_config");
module:on_ready(function ()
	if alone then
		bearer.oidc_discovery_url = links.metadata();
	end
end);

function module.unload()
	codes.close();
	if alone then
		bearer.oidc_discovery_url = nil;
	end
end
