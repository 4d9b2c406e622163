-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The words for people, by language: one file for each in words/.

local LANGUAGES = { "en", "ar", "de", "es", "fr", "hi", "ja", "ko", "pt-BR", "ru", "tr", "zh-Hans", "zh-Hant" };
local RIGHT_TO_LEFT = { ar = true };
local MAX_HEADER = 512;

local words = { languages = LANGUAGES };
local tables, by_tag = {}, {};
for _, language in ipairs(LANGUAGES) do
	tables[language] = module:require("words/" .. language);
	by_tag[language:lower()] = language;
end
-- What people's browsers call the ones that have more than a language.
for tag, language in pairs {
	pt = "pt-BR", ["pt-pt"] = "pt-BR", zh = "zh-Hans", ["zh-cn"] = "zh-Hans", ["zh-sg"] = "zh-Hans",
	["zh-tw"] = "zh-Hant", ["zh-hk"] = "zh-Hant", ["zh-mo"] = "zh-Hant",
} do
	by_tag[tag] = language;
end

local function find(tag)
	while tag do
		if by_tag[tag] then
			return by_tag[tag];
		end
		tag = tag:match("^(.*)%-[^-]*$");
	end
end

-- The language for an Accept-Language header or an xml:lang: the one that is wanted most.
function words.choose(wanted)
	local best, best_quality = "en", 0;
	for range in (wanted or ""):sub(1, MAX_HEADER):lower():gmatch("[^,]+") do
		local tag = range:match("^%s*([%a%d%-]+)");
		local quality = tonumber(range:match(";%s*q=([%d.]+)") or 1) or 0;
		local language = find(tag);
		if language and quality > best_quality then
			best, best_quality = language, quality;
		end
	end
	return best;
end

function words.get(language)
	return tables[language] or tables.en;
end

function words.direction(language)
	return RIGHT_TO_LEFT[language] and "rtl" or "ltr";
end

-- Puts the values into the text; convert makes each of them safe there.
function words.fill(text, values, convert)
	return (text:gsub("{([%w_]+)}", function (name)
		local value = tostring(values[name] or "");
		return convert and convert(value) or value;
	end));
end

return words;
