-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Posted forms.

local formdecode = require "prosody.util.http".formdecode;

local MAX_BODY = 8192;

-- The fields of a posted form, an empty one being absent (RFC 6749, section 3.1); or nil
-- when it is not a form, is too large, or says something twice.
return function (request)
	local kind = request.headers.content_type or "";
	if not request.body or #request.body > MAX_BODY
		or kind:match("^[^;%s]*"):lower() ~= "application/x-www-form-urlencoded" then
		return nil;
	end
	local decoded = formdecode(request.body);
	if type(decoded) ~= "table" then
		return nil;
	end
	local fields, seen = {}, {};
	for _, field in ipairs(decoded) do
		if seen[field.name] then
			return nil;
		end
		seen[field.name] = true;
		if field.value ~= "" then
			fields[field.name] = field.value;
		end
	end
	return fields;
end
