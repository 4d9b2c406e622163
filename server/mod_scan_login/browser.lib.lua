-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who is at the other end of a page: the browser's cookie, what it is signed in as, and
-- whether a post came from a page of ours.
--
-- The cookie is a random secret. Before the sign-in nothing is kept of it here; signing in
-- makes a new one, which is kept in bounded memory, or is that of a remembered phone.

local base64 = require "prosody.util.encodings".base64;
local cache = require "prosody.util.cache";
local hashes = require "prosody.util.hashes";
local id = require "prosody.util.id";
local monotonic = require "prosody.util.time".monotonic;
local random = require "prosody.util.random".bytes;
local usermanager = require "prosody.core.usermanager";

-- The prefix makes browsers insist on Secure, and on no other host having set it.
local COOKIE = "__Host-scan";
local MAX_SESSIONS = 10000;

local new_secret = id.custom(32);

local function cookie_of(request)
	for name, value in (request.headers.cookie or ""):gmatch("([^=;%s]+)=([^;%s]*)") do
		if name == COOKIE and #value < 4096 then
			return value;
		end
	end
end

-- What is known about the kind of phone, for its owner to recognise it by.
local function describe(request)
	local agent = (request.headers.user_agent or ""):sub(1, 512);
	local function first(...)
		for _, name in ipairs { ... } do
			if agent:find(name, 1, true) then
				return name;
			end
		end
	end
	local system = first("iPhone", "iPad", "Android", "Windows", "Mac OS", "CrOS", "Linux");
	local browser = first("Firefox", "FxiOS", "EdgA", "Edg", "SamsungBrowser", "CriOS", "Chrome", "Safari");
	local known = {
		FxiOS = "Firefox"; EdgA = "Edge"; Edg = "Edge"; SamsungBrowser = "Samsung Internet"; CriOS = "Chrome";
		["Mac OS"] = "macOS"; CrOS = "ChromeOS";
	};
	return { name = known[browser] or browser, os = known[system] or system };
end

-- parts: devices, origin (a function), lifetime and phone_lifetime (seconds)
local function new(parts)
	local browser = {};
	local key = random(32);
	local sessions = cache.new(MAX_SESSIONS);

	local function set_cookie(response, secret, lifetime)
		response.headers.set_cookie = ("%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s"):format(
			COOKIE, secret, lifetime and ("; Max-Age=%d"):format(lifetime) or "");
	end

	-- Who asks: with secret, and if signed in with username and phone (which only this
	-- browser is known by) and, if remembered, grant. Gives a cookie to who has none.
	function browser.of(event)
		local secret = cookie_of(event.request);
		if not secret then
			secret = new_secret();
			set_cookie(event.response, secret);
			return { secret = secret, fresh = true };
		end
		local hash = hashes.sha256(secret);
		local session = sessions:get(hash);
		local who = { secret = secret };
		if session and monotonic() < session.expires then
			session.expires = monotonic() + parts.lifetime;
			who.username, who.phone = session.username, session.phone;
		elseif secret:find("^secret%-token:") then
			who.username, who.grant = parts.devices.phone(secret);
			who.phone = who.grant;
		end
		if who.username and not usermanager.user_is_enabled(who.username, module.host) then
			who.username = nil;
		end
		return who;
	end

	-- Signs the browser in, with a new cookie. Returns who it is then.
	function browser.sign_in(event, username, remember)
		local secret = remember and parts.devices.remember_phone(username, describe(event.request));
		if secret then
			set_cookie(event.response, secret, parts.phone_lifetime);
			local _, grant = parts.devices.phone(secret);
			return { secret = secret, username = username, grant = grant, phone = grant };
		end
		secret = new_secret();
		local session = { username = username, phone = id.medium(), expires = monotonic() + parts.lifetime };
		sessions:set(hashes.sha256(secret), session);
		set_cookie(event.response, secret);
		return { secret = secret, username = username, phone = session.phone };
	end

	function browser.sign_out(event, who)
		sessions:set(hashes.sha256(who.secret), nil);
		if who.grant then
			parts.devices.revoke(who.username, who.grant);
		end
		set_cookie(event.response, new_secret());
	end

	-- Ends what is not remembered of an account.
	function browser.sign_out_everywhere(username, but_phone)
		local ended = {};
		for hash, session in sessions:items() do
			if session.username == username and session.phone ~= but_phone then
				ended[#ended + 1] = hash;
			end
		end
		for _, hash in ipairs(ended) do
			sessions:set(hash, nil);
		end
	end

	-- What a form of ours has in its field "form".
	function browser.form_token(who)
		return base64.encode(hashes.hmac_sha256(key, who.secret));
	end

	-- Whether a post was sent by a page of ours in that browser.
	function browser.trusts(event, who, form_token)
		local headers = event.request.headers;
		return not who.fresh
			and (headers.origin == nil or headers.origin == parts.origin())
			and (headers.sec_fetch_site == nil or headers.sec_fetch_site == "same-origin")
			and form_token ~= nil and hashes.equals(browser.form_token(who), form_token);
	end

	return browser;
end

return { new = new };
