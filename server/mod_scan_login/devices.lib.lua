-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The devices of an account that were signed in here: each is a grant of mod_tokenauth,
-- and a record of when it was seen. The record says true when the grant's one token was used.

local jid = require "prosody.util.jid";
local modulemanager = require "prosody.core.modulemanager";
local usermanager = require "prosody.core.usermanager";

local host = module.host;
local tokens = module:depends("tokenauth");
local records = module:open_store("scan_login_devices", "keyval+");

-- mod_tokenauth drops a grant without tokens after two weeks, unless it has an end.
local GRANT_LIFETIME = 100 * 365 * 86400;
local SEEN_GRANULARITY = 60;
-- What a token is for: that of mod_auth_*, and ours for remembered phones.
local SIGN_IN, PHONE = "oauth2", "scan-login-phone";

-- options: token_lifetime, phone_lifetime (seconds)
local function new(options)
	local devices = {};
	local replacing = {}; -- grants that are revoked without ending the device

	local function details(grant)
		return grant and grant.data and grant.data.scan_login;
	end

	-- Ends what a device has besides its grant. The session with the resource is spared.
	local function end_device(username, device_id, spared)
		local fast = modulemanager.get_module(host, "sasl2_fast");
		if fast then
			fast.revoke_fast_tokens(username, device_id);
		end
		local sessions, ended = prosody.hosts[host].sessions[username], {};
		for resource, session in pairs(sessions and sessions.sessions or {}) do
			if session.client_id == device_id and resource ~= spared then
				ended[#ended + 1] = session;
			end
		end
		for _, session in ipairs(ended) do
			session:close({ condition = "not-authorized", text = "This device was signed out" });
		end
	end

	local function revoke(username, grant_id, spared)
		local record = records:get_key(username, grant_id);
		replacing[grant_id] = true; -- the event has nothing left to do
		tokens.revoke_grant(username, grant_id);
		replacing[grant_id] = nil;
		records:set_key(username, grant_id, nil);
		module:fire_event("scan-login/device-ended", { username = username, id = grant_id });
		if record and record.device_id then
			end_device(username, record.device_id, spared);
		end
	end

	local function make_grant(username, data)
		local bare = jid.join(username, host);
		local grant, err = tokens.create_grant(bare, bare, GRANT_LIFETIME, { scan_login = data });
		if not grant then
			return nil, err;
		end
		return grant, bare;
	end

	-- Makes a grant for a device that was confirmed, and its token. data has device_id (or
	-- nil), name, os, software, address, lang. The grant goes if the token is not used.
	function devices.issue(username, data)
		if not usermanager.user_exists(username, host) or not usermanager.user_is_enabled(username, host) then
			return nil, "account-disabled";
		end
		data.kind = "device";
		local grant, bare = make_grant(username, data);
		if not grant then
			return nil, bare;
		end
		records:set_key(username, grant.id, { device_id = data.device_id, made = os.time() });
		local token, err = tokens.create_token(bare, grant.id, nil, options.token_lifetime, SIGN_IN);
		if not token then
			revoke(username, grant.id);
			return nil, err;
		end
		module:add_timer(options.token_lifetime + 1, function ()
			devices.withdraw(username, grant.id);
		end);
		return token, grant.id;
	end

	-- Ends a grant whose token was not used. Returns false if it was, or if it ended before.
	function devices.withdraw(username, grant_id)
		local record = records:get_key(username, grant_id);
		if not record or record.first then
			return false;
		end
		-- Not the device: it may be signed in by an older grant.
		record.device_id = nil;
		records:set_key(username, grant_id, record);
		revoke(username, grant_id);
		return true;
	end

	-- A phone that is to be remembered. Returns the secret that it shows next time.
	function devices.remember_phone(username, data)
		data.kind = "phone";
		local grant, bare = make_grant(username, data);
		if not grant then
			return nil, bare;
		end
		local now = os.time();
		records:set_key(username, grant.id, { made = now, first = now, last = now });
		return tokens.create_token(bare, grant.id, nil, options.phone_lifetime, PHONE);
	end

	local function seen(username, grant_id)
		local record = records:get_key(username, grant_id);
		local now = os.time();
		if record and now - (record.last or 0) >= SEEN_GRANULARITY then
			record.last = now;
			records:set_key(username, grant_id, record);
		end
	end

	-- Whose remembered phone has this secret: the account and the grant.
	function devices.phone(secret)
		local info = #secret < 4096 and tokens.get_token_info(secret);
		local data = info and info.purpose == PHONE and details(info.grant);
		if not data then
			return nil;
		end
		local username = jid.node(info.grant.jid);
		seen(username, info.grant.id);
		return username, info.grant.id;
	end

	-- Every device of the account, the one that was seen last first. Each has id, kind,
	-- device_id, name, os, software, first, last (seconds since 1970), online.
	function devices.list(username)
		local known, list, online = records:get(username) or {}, {}, {};
		local sessions = prosody.hosts[host].sessions[username];
		for _, session in pairs(sessions and sessions.sessions or {}) do
			if session.client_id and not session.hibernating then
				online[session.client_id] = true;
			end
		end
		for id, grant in pairs(tokens.get_user_grants(username) or {}) do
			local data, record = details(grant), known[id];
			if data and record and record.first then
				local here = data.device_id and online[data.device_id] or false;
				list[#list + 1] = {
					id = id; kind = data.kind; device_id = data.device_id;
					name = data.name; os = data.os; software = data.software;
					first = record.first; last = here and os.time() or record.last; online = here;
				};
			end
		end
		table.sort(list, function (a, b)
			return a.last == b.last and a.id < b.id or a.last > b.last;
		end);
		return list;
	end

	-- Signs a device of the account out. Returns false if there is no such device.
	function devices.revoke(username, grant_id)
		if not details(tokens.get_grant_info(username, grant_id)) then
			return false;
		end
		revoke(username, grant_id);
		return true;
	end

	-- Signs out all but the one that is_this(device) says is the person's.
	function devices.revoke_others(username, is_this)
		for _, device in ipairs(devices.list(username)) do
			if not is_this(device) then
				revoke(username, device.id);
			end
		end
	end

	-- The grant behind an access token, for who wants to give it back.
	function devices.revoke_token(token)
		local info = #token < 4096 and tokens.get_token_info(token);
		if info and details(info.grant) then
			revoke(jid.node(info.grant.jid), info.grant.id);
		end
	end

	-- The one use of a grant's token: whether this device may sign in with it. The device's
	-- older grants are replaced by this one.
	local function use(username, grant, client_id)
		local data, record = details(grant), records:get_key(username, grant.id);
		if not record or record.first or data.kind ~= "device" or data.device_id and data.device_id ~= client_id then
			return false;
		end
		record.first, record.last = os.time(), os.time();
		for id, other in pairs(records:get(username) or {}) do
			if data.device_id and other.device_id == data.device_id and id ~= grant.id and other.first then
				record.first = math.min(record.first, other.first);
				replacing[id] = true;
				tokens.revoke_grant(username, id);
				replacing[id] = nil;
				records:set_key(username, id, nil);
				module:fire_event("scan-login/device-ended", { username = username, id = id });
			end
		end
		return records:set_key(username, grant.id, record);
	end

	local function grant_of(session)
		local info = session.sasl_handler and session.sasl_handler.token_info;
		return info and details(info.grant) and info.grant;
	end

	-- Before anything else happens at a sign-in with one of our tokens.
	module:hook("sasl2/c2s/success", function (event)
		local session = event.session;
		local grant = grant_of(session);
		if not grant then return; end
		local username = session.sasl_handler.username;
		if use(username, grant, session.client_id) then
			session.scan_login_new = grant;
			return;
		end
		module:log("warn", "A token for a device of %s was used twice or by another device; it was revoked", username);
		revoke(username, grant.id);
		module:fire_event("sasl2/c2s/failure", { session = session, message = "not-authorized" });
		return true;
	end, 1010);

	local function announce(event)
		local session = event.session;
		local grant = session.scan_login_new;
		if grant then
			session.scan_login_new = nil;
			module:fire_event("scan-login/new-device", {
				username = session.username, id = grant.id, device = details(grant), session = session,
			});
		end
	end
	module:hook("sasl2/c2s/success", announce, -1600);
	module:hook("resource-bind", announce);

	-- Who gives the token back that it came with, and wants no other, signs out (XEP-0484,
	-- section 3.5): that may be long after it has done so, when it is connected again.
	module:hook("sasl2/c2s/success", function (event)
		local session = event.session;
		local handler = session.sasl_handler;
		if not handler or not handler.fast or not handler.invalidate or session.fast_token_request then
			return;
		end
		for id, record in pairs(records:get(session.username) or {}) do
			if record.device_id and record.device_id == session.client_id then
				revoke(session.username, id, session.resource);
			end
		end
	end, -1600);

	-- RFC 6120 knows no device, so a token that is bound to one is no use there. That event
	-- cannot be stopped: what follows is that nothing can be bound, and the end.
	module:hook("authentication-success", function (event)
		local session = event.session;
		local grant = not event.success and grant_of(session);
		if not grant then
			return;
		elseif use(session.username, grant, nil) then
			session.scan_login_new = grant;
			return;
		end
		module:log("warn", "A token for a device of %s was used without naming the device; it was revoked", session.username);
		revoke(session.username, grant.id);
		session.scan_login_refused = true;
		module:add_timer(0, function ()
			if not session.destroyed then
				session:close({ condition = "not-authorized", text = "This token is for another device" });
			end
		end);
	end);

	module:hook("pre-resource-bind", function (event)
		if event.session.scan_login_refused then
			event.error = { type = "auth", condition = "not-authorized" };
			return false;
		end
	end);

	-- A device was seen when it comes and when it goes.
	local function session_seen(session)
		local client_id, username = session.client_id, session.username;
		if not client_id or not username then return; end
		for id, record in pairs(records:get(username) or {}) do
			if record.device_id == client_id and record.first then
				seen(username, id);
			end
		end
	end
	module:hook("resource-bind", function (event) session_seen(event.session); end);
	module:hook("resource-unbind", function (event) session_seen(event.session); end);

	-- Somebody else revoked a grant of ours, such as an administrator.
	module:hook("token-grant-revoked", function (event)
		if replacing[event.id] then return; end
		local record = records:get_key(event.username, event.id);
		if record then
			records:set_key(event.username, event.id, nil);
			module:fire_event("scan-login/device-ended", { username = event.username, id = event.id });
			if record.device_id then
				end_device(event.username, record.device_id);
			end
		end
	end);

	module:hook_global("user-password-changed", function (event)
		if event.host ~= host then return; end
		for id in pairs(records:get(event.username) or {}) do
			revoke(event.username, id, event.resource);
		end
	end);

	-- What a crash left behind: grants that were never used, records without a grant.
	module:daily("Forget devices that never came", function ()
		for username in records:items() do
			local grants = tokens.get_user_grants(username) or {};
			for id, record in pairs(records:get(username) or {}) do
				if not grants[id] then
					records:set_key(username, id, nil);
				elseif not record.first and os.time() - record.made > options.token_lifetime then
					devices.withdraw(username, id);
				end
			end
		end
	end);

	return devices;
end

return { new = new };
