//! Which language a text is in.
//!
//! English must never be taken for another language, so English is looked for first, by its small words; only a text that has
//! too few of them is asked what else it is.

use whatlang::Lang;

/// Words that most English sentences hold, and few sentences of other languages.
const SMALL_WORDS: [&str; 22] = [
    "the", "of", "and", "to", "in", "a", "that", "was", "were", "is", "for", "on", "with", "by", "at",
    "from", "said", "has", "have", "it", "an", "as",
];
/// Words looked at, and the fewest that tell anything.
const MOST: usize = 600;
const FEWEST: usize = 12;
/// Percent of small words in English: headlines have few, stories forty.
const ENGLISH: usize = 16;
/// Percent below which a text in Latin letters is hardly English.
const FOREIGN: usize = 9;

/// The BCP 47 tag of a text's language if it is another than English, else nothing: short texts and lists of names are taken
/// for English, unless what came with them says otherwise (`told`, as a page or a feed names its language).
pub(super) fn foreign(text: &str, told: Option<&str>) -> Option<String> {
    match detected(text) {
        Found::English => None,
        Found::Foreign(tag) => Some(tag.to_owned()),
        Found::Unsure => {
            told.filter(|told| !told.is_empty() && !told.to_lowercase().starts_with("en")).map(str::to_owned)
        }
    }
}

enum Found {
    English,
    Foreign(&'static str),
    Unsure,
}

fn detected(text: &str) -> Found {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|w| !w.is_empty())
        .take(MOST)
        .collect();
    let latin = words.iter().filter(|w| w.is_ascii()).count();
    let sample: String = text.chars().take(6000).collect();
    if words.len() < FEWEST {
        // Scripts without spaces have few words.
        let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
        let other = sample.chars().filter(|c| c.is_alphabetic() && *c as u32 > 0x36f).count();
        let named = if other > 20 && other * 2 > letters { whatlang::detect(&sample) } else { None };
        return match named {
            Some(found) if found.lang() != Lang::Eng => Found::Foreign(tag(found.lang())),
            _ => Found::Unsure,
        };
    }
    let small = words.iter().filter(|w| SMALL_WORDS.iter().any(|s| s.eq_ignore_ascii_case(w))).count();
    let percent = small * 100 / words.len();
    if percent >= ENGLISH || latin * 2 > words.len() && words.len() < 25 && percent >= FOREIGN {
        return Found::English;
    }
    let Some(found) = whatlang::detect(&sample) else { return Found::Unsure };
    let sure = found.is_reliable() && found.confidence() >= 0.9;
    let latin_script = found.script() == whatlang::Script::Latin;
    let foreign = found.lang() != Lang::Eng
        && if latin_script { sure && percent < FOREIGN } else { latin * 2 < words.len() };
    if foreign { Found::Foreign(tag(found.lang())) } else { Found::Unsure }
}

/// BCP 47 has two letters where there are two.
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn english_is_english_in_any_dress() {
        for text in [
            "Rebels shelled the town of Idlib on Wednesday, residents said.",
            "REBELS SHELLED THE TOWN OF IDLIB ON WEDNESDAY, RESIDENTS SAID, AND THE ARMY ANSWERED WITH AIR STRIKES.",
            "Rebels shell town",
            "Colombia: ELN kills six soldiers near Ocaña, Norte de Santander",
            "",
            "Abu Kamal, Deir ez-Zor, Al-Hasakah, Raqqa, Tabqa, Manbij, Jarabulus, Azaz, Afrin, Idlib, Hama, Homs, Tartus, Latakia",
            "Mogadishu, Baidoa, Kismayo.",
        ] {
            assert_eq!(foreign(text, None), None, "{text}");
        }
    }

    #[test]
    fn other_languages_are_named() {
        for (text, tag) in [
            (
                "Los rebeldes bombardearon la ciudad el miércoles, dijeron los residentes. El ejército respondió con ataques aéreos contra sus posiciones.",
                "es",
            ),
            (
                "Les rebelles ont bombardé la ville mercredi, ont indiqué des habitants. L'armée a répondu par des frappes aériennes sur leurs positions.",
                "fr",
            ),
            (
                "Die Rebellen beschossen am Mittwoch die Stadt, wie Bewohner sagten. Die Armee antwortete mit Luftangriffen auf ihre Stellungen.",
                "de",
            ),
            (
                "Повстанцы обстреляли город в среду, сообщили жители. Армия ответила авиаударами по их позициям.",
                "ru",
            ),
            (
                "Бойовики обстріляли місто в середу, повідомили мешканці. Армія відповіла авіаударами по їхніх позиціях.",
                "uk",
            ),
            (
                "قصف المتمردون المدينة يوم الأربعاء بحسب السكان، ورد الجيش بغارات جوية على مواقعهم في الريف الشمالي.",
                "ar",
            ),
            ("反政府武装周三炮击了该镇，居民说。军队以空袭作为回应，袭击了他们在北部乡村的阵地。", "zh"),
            (
                "İsyancılar çarşamba günü kasabayı bombaladı, bölge sakinleri söyledi. Ordu, mevzilerine hava saldırılarıyla karşılık verdi.",
                "tr",
            ),
        ] {
            assert_eq!(foreign(text, None).as_deref(), Some(tag), "{text}");
        }
    }

    #[test]
    fn what_a_page_says_of_itself_counts_where_its_words_do_not_tell() {
        assert_eq!(foreign("Rebelles, Idlib", Some("fr-FR")).as_deref(), Some("fr-FR"));
        assert_eq!(
            foreign(
                "Rebels left the town on Monday and the army came in, said the mayor of the town.",
                Some("fr")
            ),
            None
        );
    }
}
