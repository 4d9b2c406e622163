-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How often somebody may do something: token buckets in bounded memory.

local cache = require "prosody.util.cache";
local throttle = require "prosody.util.throttle";

local MAX_BUCKETS = 10000;

local limit = {};
local limit_mt = { __index = limit };

-- A limit of so many times in so many seconds, for each key.
local function new(times, period)
	return setmetatable({ times = times, period = period, buckets = cache.new(MAX_BUCKETS) }, limit_mt);
end

function limit:bucket(key)
	local bucket = self.buckets:get(key) or throttle.create(self.times, self.period);
	self.buckets:set(key, bucket);
	return bucket;
end

-- Counts one more time, or returns false if that is one too many.
function limit:take(key)
	return (self:bucket(key):poll(1));
end

-- Whether there is one left, without counting.
function limit:left(key)
	return self:bucket(key):peek(1);
end

-- Seconds after which there is one more.
function limit:pause()
	return math.ceil(self.period / self.times);
end

return { new = new };
