-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The codes that wait to be scanned, in bounded memory: what became of each, who
-- scanned it, and who waits for news of it. Nothing here knows of HTTP or XMPP.
--
-- A code is "waiting", then "scanned", then "confirmed" or "declined", "number" (too
-- many wrong numbers) or "cancelled". It ends when it expires, whatever it was.
-- Secrets are looked up by their hash, so that the time of a look-up says nothing.

local equals = require "prosody.util.hashes".equals;
local id = require "prosody.util.id";
local monotonic = require "prosody.util.time".monotonic;
local random = require "prosody.util.random".bytes;
local sha256 = require "prosody.util.hashes".sha256;
local timer = require "prosody.util.timer";

local new_device_code = id.custom(32); -- 256 bits
local new_link_id = id.custom(16); -- 128 bits
local new_ticket = id.custom(16);

-- For codes to type: consonants only, so that no code is a word.
local LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

-- How long an ended code is remembered, so that who polls learns what happened.
local REMEMBER = 60;
local SWEEP_INTERVAL = 5;

-- Numbers below LIMIT, each as likely as the others.
local function random_below(limit)
	local highest = 256 - 256 % limit;
	local byte;
	repeat
		byte = random(1):byte();
	until byte < highest;
	return byte % limit;
end

local function new_user_code()
	local letters = {};
	for i = 1, 8 do
		local at = random_below(#LETTERS) + 1;
		letters[i] = LETTERS:sub(at, at);
	end
	return table.concat(letters);
end

-- options: max, max_per_network, lifetime, lifetime_scanned (seconds), interval,
-- polls_per_second, number_tries.
local function new(options)
	local codes = {};
	local all, by_device_code, by_link, by_user_code, per_network = {}, {}, {}, {}, {};
	local count = 0;
	local last_sweep = 0;

	local function forget(code)
		if not all[code] then return; end
		all[code] = nil;
		by_device_code[code.device_hash] = nil;
		by_link[code.link_hash] = nil;
		by_user_code[code.user_hash] = nil;
		count = count - 1;
		local left = per_network[code.network] - 1;
		per_network[code.network] = left > 0 and left or nil;
	end

	local function release(code)
		local held = code.held;
		if held then
			code.held = nil;
			timer.stop(held.timer);
			held.answer();
		end
	end

	-- Something about the code is news: tells who waits for it.
	local function changed(code)
		code.version = code.version + 1;
		release(code);
	end

	local function sweep()
		local now = monotonic();
		last_sweep = now;
		for code in pairs(all) do
			if now >= code.expires + REMEMBER then
				forget(code);
			end
		end
	end

	-- How often one of so many devices may ask, so that all together do not ask too often.
	local function fair_interval(devices)
		return math.max(options.interval, math.ceil(devices / options.polls_per_second));
	end

	-- A new code for a device: what it says of itself, and its network. nil and "full"
	-- or "network" when there are too many already.
	function codes.create(device, network)
		if count >= options.max and monotonic() - last_sweep >= 1 then
			sweep();
		end
		if count >= options.max then
			return nil, "full";
		elseif (per_network[network] or 0) >= options.max_per_network then
			return nil, "network";
		end
		local now = monotonic();
		local device_code, link_id = new_device_code(), new_link_id();
		local user_code, user_hash;
		repeat
			user_code = new_user_code();
			user_hash = sha256(user_code);
		until not by_user_code[user_hash];
		local code = {
			device = device;
			link_id = link_id;
			network = network;
			state = "waiting";
			version = 0; -- of the news
			told = 0; -- the version that the device knows
			interval = fair_interval(count + 1);
			next_poll = now;
			created = now;
			expires = now + options.lifetime;
			tries = options.number_tries;
			device_hash = sha256(device_code);
			link_hash = sha256(link_id);
			user_hash = user_hash;
		};
		all[code] = true;
		by_device_code[code.device_hash] = code;
		by_link[code.link_hash] = code;
		by_user_code[user_hash] = code;
		per_network[network] = (per_network[network] or 0) + 1;
		count = count + 1;
		return code, device_code, link_id, user_code;
	end

	function codes.by_device_code(device_code)
		return by_device_code[sha256(device_code)];
	end

	function codes.by_link(link_id)
		return by_link[sha256(link_id)];
	end

	-- What a person typed: case, spaces and dashes do not matter.
	function codes.by_user_code(typed)
		return by_user_code[sha256(typed:upper():gsub("[%s%-]", ""), false)];
	end

	function codes.expired(code)
		return monotonic() >= code.expires;
	end

	-- Whether something can still become of it.
	function codes.open(code)
		return (code.state == "waiting" or code.state == "scanned") and not codes.expired(code);
	end

	function codes.expires_in(code)
		return math.max(0, math.ceil(code.expires - monotonic()));
	end

	-- Seconds since the device asked.
	function codes.age(code)
		return math.floor(monotonic() - code.created);
	end

	-- Whether the device may ask now. One that asks too early has to wait longer from
	-- then on (RFC 8628, section 3.5), and so has one that asks more often than is fair by now,
	-- unless it asks to be held; a fifth of the interval is forgiven, for networks.
	function codes.may_poll(code, held)
		local now = monotonic();
		local early = now < code.next_poll - code.interval / 5;
		if early or not held and code.interval < fair_interval(count) then
			code.interval = code.interval + 5;
			code.next_poll = now + code.interval;
			return false;
		end
		code.next_poll = now + code.interval;
		return true;
	end

	-- The device waited, or would have: it need not pause before it asks again.
	function codes.may_ask_again(code)
		code.next_poll = monotonic();
	end

	-- Calls answer at the next news of the code, or after so many seconds; then the
	-- device may ask again at once. A device waits once: this ends its earlier wait.
	function codes.hold(code, seconds, answer)
		release(code);
		local held = {};
		function held.answer()
			codes.may_ask_again(code);
			answer();
		end
		code.held = held;
		held.timer = timer.add_task(math.min(seconds, math.max(0.1, code.expires - monotonic())), function ()
			release(code);
		end);
		return held;
	end

	-- The one who waited is gone.
	function codes.let_go(code, held)
		if code.held == held then
			code.held = nil;
			timer.stop(held.timer);
		end
	end

	local function new_step(code)
		local ticket = new_ticket();
		code.ticket_hash = sha256(ticket);
		return ticket;
	end

	-- Whether this phone scanned it.
	function codes.scanned_by(code, username, phone)
		return code.who ~= nil and code.who.username == username and equals(code.who.phone, phone);
	end

	-- A phone opens the code. who has username, phone (what only this phone is known by),
	-- and whatever else the caller wants to find in code.who. Returns the ticket for the
	-- next step; or nil and "ended" or "taken". The same phone may come again.
	function codes.scan(code, who)
		if not codes.open(code) then
			return nil, "ended";
		elseif code.state == "scanned" then
			if codes.scanned_by(code, who.username, who.phone) then
				return new_step(code);
			end
			if not code.other then
				code.other = true;
				changed(code);
			end
			return nil, "taken";
		end
		code.state = "scanned";
		code.who = who;
		code.number = ("%02d"):format(10 + random_below(90));
		code.expires = code.created + options.lifetime_scanned;
		local ticket = new_step(code);
		changed(code);
		return ticket;
	end

	-- The phone decides: number is what the person typed, nil to decline. Returns true; or
	-- nil and "ended", "taken" (not the phone that scanned it), "ticket" (used already), or
	-- "number" and a new ticket, if there are tries left.
	function codes.decide(code, username, phone, ticket, number)
		if not codes.open(code) or code.state ~= "scanned" then
			return nil, "ended";
		elseif not codes.scanned_by(code, username, phone) then
			return nil, "taken";
		elseif not code.ticket_hash or not equals(code.ticket_hash, sha256(ticket)) then
			return nil, "ticket";
		end
		code.ticket_hash = nil;
		if not number then
			code.state = "declined";
		elseif equals(code.number, number) then
			code.state = "confirmed";
			code.expires = math.max(code.expires, monotonic() + REMEMBER);
		else
			code.tries = code.tries - 1;
			if code.tries > 0 then
				return nil, "number", new_step(code);
			end
			code.state = "number";
			changed(code);
			return nil, "number";
		end
		changed(code);
		return true;
	end

	-- The device does not want it any more.
	function codes.cancel(code)
		if codes.open(code) then
			code.state = "cancelled";
			changed(code);
		end
	end

	codes.forget = forget;

	-- Everybody who waits gets an answer: the service ends.
	function codes.close()
		for code in pairs(all) do
			release(code);
		end
		timer.stop(codes.sweeper);
	end

	codes.sweeper = timer.add_task(SWEEP_INTERVAL, function ()
		sweep();
		return SWEEP_INTERVAL;
	end);

	return codes;
end

return { new = new };
