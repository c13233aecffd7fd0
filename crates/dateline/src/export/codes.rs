//! How other data sets call countries, types and sides: the tables of `codes/`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How other data sets call a country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Country {
    /// Its name.
    pub name: &'static str,
    /// ISO 3166-1 numeric, without leading noughts.
    pub iso_numeric: &'static str,
    /// FIPS 10-4.
    pub fips: &'static str,
    /// Correlates of War.
    pub cow: &'static str,
    /// Gleditsch and Ward.
    pub gw: &'static str,
    /// Region of ACLED.
    pub acled_region: &'static str,
    /// Region of UCDP.
    pub ucdp_region: &'static str,
}

/// Rows of a table of `codes/`: no comments, no header.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

static COUNTRIES: LazyLock<HashMap<&'static str, Country>> = LazyLock::new(|| {
    let row = |cells: Vec<&'static str>| {
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let country = Country {
            name: cell(1),
            iso_numeric: cell(2),
            fips: cell(3),
            cow: cell(4),
            gw: cell(5),
            acled_region: cell(6),
            ucdp_region: cell(7),
        };
        (cell(0), country)
    };
    rows(include_str!("codes/countries.tsv")).map(row).collect()
});

/// A country by its ISO 3166-1 alpha-3 code; nothing is filled for a code that is none.
#[must_use]
pub fn country(iso3: &str) -> Country {
    COUNTRIES.get(iso3).copied().unwrap_or_default()
}

/// Who a party is, as far as its sector tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Government, army, police.
    State,
    /// An armed group that is no state's.
    Armed,
    /// Anybody else.
    Unarmed,
    /// The sector is not known.
    Unknown,
}

/// Who a party is by its PLOVER sector.
#[must_use]
pub fn side(sector: &str) -> Side {
    match sector {
        "" | "UNK" => Side::Unknown,
        "GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG" | "PRM" => Side::State,
        "REB" | "UAF" | "CRM" => Side::Armed,
        _ => Side::Unarmed,
    }
}

/// ACLED's event type and sub-event type for an event; none where ACLED has none.
#[must_use]
pub fn acled(plover: &str, mode: &str, actor: Side, recipient: Side) -> Option<(&'static str, &'static str)> {
    let fits = |wanted: &str, side: Side| match wanted {
        "armed" => matches!(side, Side::State | Side::Armed),
        "state" => side == Side::State,
        "unarmed" => side == Side::Unarmed,
        _ => true,
    };
    let mut found = rows(include_str!("codes/acled.tsv")).filter(|cells| {
        let [of, with, by, to, ..] = cells[..] else { return false };
        of == plover && (with == "*" || with == mode) && fits(by, actor) && fits(to, recipient)
    });
    found.next().map(|cells| (cells[4], cells[5]))
}

/// Whether words tell that those they count are no fighters.
#[must_use]
pub fn are_civilians(words: &str) -> bool {
    let last = words.split_whitespace().last().unwrap_or_default().to_lowercase();
    let known = include_str!("codes/civilians.txt").lines().filter(|line| !line.starts_with('#'));
    !last.is_empty() && known.into_iter().any(|word| word == last)
}

/// What CAMEO calls the two digits that an event's code begins with.
#[must_use]
pub fn cameo_root(code: &str) -> &'static str {
    const ROOTS: [&str; 20] = [
        "Make public statement",
        "Appeal",
        "Express intent to cooperate",
        "Consult",
        "Engage in diplomatic cooperation",
        "Engage in material cooperation",
        "Provide aid",
        "Yield",
        "Investigate",
        "Demand",
        "Disapprove",
        "Reject",
        "Threaten",
        "Protest",
        "Exhibit force posture",
        "Reduce relations",
        "Coerce",
        "Assault",
        "Fight",
        "Use unconventional mass violence",
    ];
    let root = code.get(..2).and_then(|root| root.parse::<usize>().ok()).unwrap_or(0);
    root.checked_sub(1).and_then(|at| ROOTS.get(at)).copied().unwrap_or_default()
}

/// The number of a quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
#[must_use]
pub fn quad_class(quad: &str) -> &'static str {
    match quad {
        "verbal-cooperation" => "1",
        "material-cooperation" => "2",
        "verbal-conflict" => "3",
        "material-conflict" => "4",
        _ => "",
    }
}

/// The PRIO-GRID cell of a point: half a degree, counted from the south-west.
#[must_use]
pub fn priogrid(latitude: f64, longitude: f64) -> u32 {
    let row = ((latitude + 90.0) / 0.5).floor().clamp(0.0, 359.0);
    let column = ((longitude + 180.0) / 0.5).floor().clamp(0.0, 719.0);
    (row * 720.0 + column) as u32 + 1
}

/// A whole number made of an id, the same in every run: 53 bits, so that every program can hold it exactly.
#[must_use]
pub fn number(id: &str) -> u64 {
    let hash = id.bytes().fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    (hash ^ (hash >> 31)) & ((1 << 53) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_called_as_others_call_them() {
        let syria = country("SYR");
        assert_eq!((syria.name, syria.iso_numeric, syria.fips, syria.cow), ("Syria", "760", "SY", "652"));
        assert_eq!((syria.acled_region, syria.ucdp_region), ("Middle East", "Middle East"));
        assert_eq!(country("DEU").gw, "260");
        assert_eq!(country("DEU").cow, "255");
        assert_eq!(country("IGO"), Country::default());
    }

    #[test]
    fn an_event_has_the_type_of_the_first_rule_that_fits() {
        assert_eq!(
            acled("ASSAULT", "aerial", Side::State, Side::Unarmed),
            Some(("Explosions/Remote violence", "Air/drone strike"))
        );
        assert_eq!(acled("ASSAULT", "", Side::Armed, Side::State), Some(("Battles", "Armed clash")));
        assert_eq!(
            acled("ASSAULT", "firearms", Side::Armed, Side::Unarmed),
            Some(("Violence against civilians", "Attack"))
        );
        assert_eq!(acled("CONSULT", "", Side::State, Side::State), None);
    }

    #[test]
    fn cells_of_half_a_degree_count_from_the_south_west() {
        assert_eq!(priogrid(-90.0, -180.0), 1);
        assert_eq!(priogrid(-89.4, -180.0), 721);
        // Kabul: row 249, column 498, by hand.
        assert_eq!(priogrid(34.53, 69.17), 179_779);
    }

    #[test]
    fn a_number_is_exact_as_a_double() {
        let of = number("sha256:0#12");
        assert_eq!(of as f64 as u64, of);
        assert_ne!(of, number("sha256:0#13"));
    }
}
