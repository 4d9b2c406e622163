-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What devices talk to: RFC 8628 with the additions of PROTOCOL.md, RFC 7009, RFC 8414.

local array = require "prosody.util.array";
local json = require "prosody.util.json";
local parameters = module:require "forms";

local DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
local SCOPE = "xmpp:client:normal";

local pending_waiting = json.encode({ error = "authorization_pending", scan_state = "waiting" });

local function reply(response, status, body, retry_after)
	local headers = response.headers;
	headers.content_type = "application/json";
	headers.cache_control = "no-store";
	headers.x_content_type_options = "nosniff";
	if retry_after then
		headers.retry_after = ("%d"):format(retry_after);
	end
	response.status_code = status;
	response:send(type(body) == "string" and body or json.encode(body));
	return true;
end

local function refuse(response, status, name, description, retry_after)
	return reply(response, status, { error = name, error_description = description }, retry_after);
end

local function is_client_id(text)
	return #text <= 128 and not text:find("[^\33-\126]");
end

local function is_uuid(text)
	return #text == 36 and text:find("^%x+%-%x+%-%x+%-%x+%-%x+$") ~= nil;
end

-- Plain text of at most 64 characters, without control and direction characters.
local function is_label(text)
	local length = utf8.len(text);
	return length and length <= 64 and not text:find("[%z\1-\31\127]")
		and not text:find("\194[\128-\159]") and not text:find("\226\128[\142\143\168-\174]")
		and not text:find("\226\129[\166-\169]");
end

-- Seconds that Prefer (RFC 7240) asks the answer to wait for.
local function wanted_wait(request)
	local prefer = request.headers.prefer;
	return prefer and tonumber((","..prefer:lower()):match("[,%s]wait%s*=%s*\"?(%d+)")) or 0;
end

-- parts: codes, devices, requests (a limit), network, profile (function),
-- links (of which the URLs are made), languages, max_wait.
local function new(parts)
	local oauth = {};
	local codes, devices = parts.codes, parts.devices;

	local function secure(handler)
		return function (event)
			if not event.request.secure then
				return refuse(event.response, 403, "invalid_request", "HTTPS only");
			end
			local params = parameters(event.request);
			if not params then
				return refuse(event.response, 400, "invalid_request", "A form without repeated parameters is expected");
			end
			return handler(event, params);
		end
	end

	-- What a device says of itself, or nil.
	local function device_of(params)
		if params.device_id and not is_uuid(params.device_id) then
			return nil;
		end
		for _, name in ipairs { "device_name", "device_os", "software" } do
			if params[name] and not is_label(params[name]) then
				return nil;
			end
		end
		return {
			client_id = params.client_id; device_id = params.device_id; name = params.device_name;
			os = params.device_os; software = params.software;
		};
	end

	oauth.authorize = secure(function (event, params)
		local request, response = event.request, event.response;
		if not params.client_id then
			return refuse(response, 400, "invalid_request", "client_id is missing");
		elseif not is_client_id(params.client_id) then
			return refuse(response, 401, "invalid_client");
		elseif params.scope and params.scope ~= SCOPE then
			return refuse(response, 400, "invalid_scope");
		end
		local device = device_of(params);
		if not device then
			return refuse(response, 400, "invalid_request", "device_id, device_name, device_os or software is malformed");
		end
		local network = parts.network.of(request.ip);
		if not parts.requests:take(network) then
			return refuse(response, 429, "slow_down", nil, parts.requests:pause());
		end
		device.address = request.ip;
		local code, device_code, link_id, user_code = codes.create(device, network);
		if not code then
			if device_code == "network" then
				return refuse(response, 429, "slow_down", "Too many codes wait", 30);
			end
			return refuse(response, 503, "temporarily_unavailable", "Too many codes wait", 30);
		end
		return reply(response, 200, {
			device_code = device_code;
			user_code = user_code:sub(1, 4) .. "-" .. user_code:sub(5);
			verification_uri = parts.links.code();
			verification_uri_complete = parts.links.scan(link_id);
			expires_in = codes.expires_in(code);
			interval = code.interval;
		});
	end);

	-- How the code stands: a status and a body.
	local function standing(code, known)
		code.told = code.version;
		if codes.expired(code) then
			return 400, { error = "expired_token" };
		elseif code.state == "waiting" then
			return 400, pending_waiting;
		elseif code.state == "scanned" then
			local who = code.who;
			return 400, {
				error = "authorization_pending", scan_state = "scanned";
				scan_account = who.account; scan_name = who.name;
				scan_picture = known ~= "scanned" and who.picture or nil;
				scan_number = code.number; scan_other = code.other;
			};
		elseif code.state ~= "confirmed" then
			codes.forget(code);
			return 400, { error = "access_denied", scan_reason = code.state };
		end
		-- An answer may be lost: until its token was used, the device gets another one instead.
		if code.grant_id and not devices.withdraw(code.who.username, code.grant_id) then
			codes.forget(code);
			return 400, { error = "invalid_grant" };
		end
		local device = code.device;
		local token, grant_id = devices.issue(code.who.username, {
			device_id = device.device_id; name = device.name; os = device.os; software = device.software or device.client_id;
			address = device.address; lang = code.who.lang;
		});
		if not token then
			module:log("error", "No token for %s: %s", code.who.username, grant_id);
			codes.forget(code);
			return 400, { error = "access_denied", scan_reason = "declined" };
		end
		code.grant_id = grant_id;
		return 200, {
			access_token = token; token_type = "bearer"; expires_in = parts.token_lifetime; scope = SCOPE;
			scan_account = code.who.account;
		};
	end

	oauth.token = secure(function (event, params)
		local request, response = event.request, event.response;
		if not params.grant_type then
			return refuse(response, 400, "invalid_request", "grant_type is missing");
		elseif params.grant_type ~= DEVICE_CODE then
			return refuse(response, 400, "unsupported_grant_type");
		elseif not params.client_id or not params.device_code then
			return refuse(response, 400, "invalid_request", "client_id or device_code is missing");
		end
		local code = codes.by_device_code(params.device_code);
		if not code or code.device.client_id ~= params.client_id then
			return refuse(response, 400, "invalid_grant");
		end
		-- The end is told at once, but a token is made once per interval at most.
		if not codes.open(code) and not code.grant_id then
			return reply(response, standing(code));
		end
		local wait = codes.open(code) and math.min(wanted_wait(request), parts.max_wait) or 0;
		if not codes.may_poll(code, wait > 0) then
			return refuse(response, 400, "slow_down");
		end
		local known = params.scan_known or code.state;
		local news = code.told ~= code.version;
		if wait > 0 and (news or known == code.state) then
			response.headers.preference_applied = ("wait=%d"):format(wait);
		end
		if wait > 0 and news then
			codes.may_ask_again(code);
		end
		if wait == 0 or news or known ~= code.state then
			return reply(response, standing(code, params.scan_known));
		end
		local held = codes.hold(code, wait, function ()
			if not response.finished then
				reply(response, standing(code, params.scan_known));
			end
		end);
		function response.on_destroy()
			codes.let_go(code, held);
		end
		return true;
	end);

	-- RFC 7009: what is not known is revoked already.
	oauth.revoke = secure(function (event, params)
		if not params.token then
			return refuse(event.response, 400, "invalid_request", "token is missing");
		end
		local code = codes.by_device_code(params.token);
		if code then
			codes.cancel(code);
			if code.grant_id then
				devices.withdraw(code.who.username, code.grant_id);
			end
		else
			devices.revoke_token(params.token);
		end
		return reply(event.response, 200, "{}");
	end);

	function oauth.metadata(event)
		local links = parts.links;
		return reply(event.response, 200, {
			issuer = links.issuer();
			token_endpoint = links.base() .. "/token";
			device_authorization_endpoint = links.base() .. "/device";
			revocation_endpoint = links.base() .. "/revoke";
			grant_types_supported = array { DEVICE_CODE };
			response_types_supported = array {};
			scopes_supported = array { SCOPE };
			token_endpoint_auth_methods_supported = array { "none" };
			revocation_endpoint_auth_methods_supported = array { "none" };
			ui_locales_supported = parts.languages;
			scan_login = { version = 0, max_wait = parts.max_wait };
		});
	end

	return oauth;
end

return { new = new };
