-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Whose network an address belongs to, as far as an address tells.

local ip = require "prosody.util.ip";
local net = require "prosody.util.net";

local V4_MAPPED = ("\0"):rep(10) .. "\255\255";
local LOOPBACK = { "127.0.0.0/8", "::1/128" };
-- Where each device has an address of its own and the network has a part of it in common. All
-- others of IPv4 belong to one customer each.
local LOCAL_V4 = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16" };

local network = {};

local function parse(address)
	local parsed = address and ip.new_ip(address);
	if parsed and parsed.packed:sub(1, 12) == V4_MAPPED then
		return ip.new_ip(net.ntop(parsed.packed:sub(13)));
	end
	return parsed;
end

local function is_in(parsed, networks)
	for _, cidr in ipairs(networks) do
		local start, bits = ip.parse_cidr(cidr);
		if start.proto == parsed.proto and ip.match(parsed, start, bits) then
			return true;
		end
	end
	return false;
end

local function is_neighbour(a, b)
	if a.proto ~= b.proto then
		return false;
	elseif a.proto == "IPv6" then
		return ip.match(a, b, 64);
	end
	return ip.match(a, b, is_in(a, LOCAL_V4) and 24 or 32);
end

local function own_addresses()
	local own = {};
	for _, address in ipairs(net.local_addresses("both") or {}) do
		local parsed = parse(address);
		if parsed and not is_in(parsed, LOOPBACK) then
			own[#own + 1] = parsed;
		end
	end
	return own;
end

-- What counts as one address for limits: an IPv6 network of 64 bits belongs to one customer.
function network.of(address)
	local parsed = parse(address);
	if not parsed then
		return address or "unknown";
	elseif parsed.proto == "IPv6" then
		return ip.truncate(parsed, 64).addr .. "/64";
	end
	return parsed.normal;
end

-- Whether two addresses are of the "same" network or of an "other" one; nil where that cannot be
-- told, as between IPv4 and IPv6. This machine has many addresses.
function network.compare(one, other)
	local a, b = parse(one), parse(other);
	if not a or not b then
		return nil;
	end
	local own = own_addresses();
	local function is_here(parsed)
		if is_in(parsed, LOOPBACK) then
			return true;
		end
		for _, address in ipairs(own) do
			if address == parsed then
				return true;
			end
		end
		return false;
	end
	if is_here(b) then
		a, b = b, a;
	end
	if is_here(a) and is_here(b) then
		return "same";
	end
	local comparable = false;
	for _, address in ipairs(is_here(a) and own or { a }) do
		if is_neighbour(address, b) then
			return "same";
		end
		comparable = comparable or address.proto == b.proto;
	end
	return comparable and "other" or nil;
end

return network;
