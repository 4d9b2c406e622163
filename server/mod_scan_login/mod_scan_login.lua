-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Scan to sign in: see README.md for administrators, PROTOCOL.md for what it speaks.

local array = require "prosody.util.array";
local modulemanager = require "prosody.core.modulemanager";

module:depends("http");

local limits = module:require "limits";

local WELL_KNOWN = "/.well-known/oauth-authorization-server";

-- RFC 8414 has one server at the root of a host: that is mod_http_oauth2, if it is here.
local alone = not modulemanager.get_modules_for_host(module.host):contains("http_oauth2");
local metadata_path = alone and WELL_KNOWN or WELL_KNOWN .. "/scan";

local token_lifetime = module:get_option_period("scan_login_token_lifetime", 120);
local max_wait = module:get_option_integer("scan_login_max_wait", 25, 0, 300);

local codes = module:require "codes".new {
	max = module:get_option_integer("scan_login_max_codes", 20000, 1);
	max_per_network = module:get_option_integer("scan_login_max_codes_per_address", 40, 1);
	lifetime = module:get_option_period("scan_login_code_lifetime", 120);
	lifetime_scanned = module:get_option_period("scan_login_scanned_lifetime", 300);
	interval = module:get_option_integer("scan_login_interval", 1, 1, 60);
	number_tries = module:get_option_integer("scan_login_number_tries", 3, 1, 5);
};
local devices = module:require "devices".new {
	token_lifetime = token_lifetime;
	phone_lifetime = module:get_option_period("scan_login_phone_lifetime", "1 year");
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

local oauth = module:require "oauth".new {
	codes = codes;
	devices = devices;
	requests = limits.new(module:get_option_integer("scan_login_codes_per_minute", 30, 1), 60);
	network = limits.network;
	links = links;
	languages = array { "en" };
	max_wait = max_wait;
	token_lifetime = token_lifetime;
};

module:provides("http", {
	name = "scan_login";
	default_path = "/scan";
	cors = { enabled = false };
	route = {
		["POST /device"] = oauth.authorize;
		["POST /token"] = oauth.token;
		["POST /revoke"] = oauth.revoke;
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
