// The words of a text as a search compares them. src/search/words.rs does the same for the index.
"use strict";

const spelledOut = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", ħ: "h", ŧ: "t", þ: "th", ı: "i", ŋ: "n", ς: "σ",
};

const folded = (text) =>
  text.normalize("NFKD").toLowerCase().normalize("NFKD")
    .replace(/[\p{M}\u00ad\u200b-\u200d\u2060]/gu, "")
    .replace(/[ßæœøłđðħŧþıŋς]/g, (letter) => spelledOut[letter]);

const wordsOf = (text) =>
  (folded(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).map((word) => [...word].slice(0, 40).join(""));
