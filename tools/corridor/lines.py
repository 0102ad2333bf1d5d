"""Every service of the corridor, the northern route, the ocean route and the lorries."""
from . import builder

BOX = "G;R;T;U;P"
DRYBOX = "G;T;U;P"
WAGON = "wagon"
GOODS = "G;R;T;U;P;wagon"                    # ordinary goods trains: boxes and any wagon
GRAIN = "wagon-hopper;wagon-covered;bulk-dry"
TANK = "wagon-tank;bulk-liquid"
LORRY = "G;R;T;U;P;truck;trailer;general"
RORO = "truck;trailer;G;R;T;U;P"
DG = "2;3;4;5;6;8;9"

AGENCIES = [
    ("CR", "China Railway (China Railway Container)", "Asia/Shanghai"), ("KTZ", "KTZ Freight (Kazakhstan Temir Zholy)", "Asia/Almaty"),
    ("KTZE", "KTZ Express", "Asia/Almaty"), ("UTLC", "UTLC ERA", "Europe/Moscow"), ("UTY", "Uzbekiston Temir Yollari", "Asia/Tashkent"),
    ("TDY", "Turkmendemiryollary", "Asia/Ashgabat"), ("KTJ", "Kyrgyz Temir Jolu", "Asia/Bishkek"),
    ("KTI", "KTZ / TDY / RAI, eastern North-South container train", "Asia/Almaty"),
    ("ADY", "Azerbaijan Railways (ADY)", "Asia/Baku"), ("ADYC", "ADY Container", "Asia/Baku"),
    ("ASCO", "Azerbaijan Caspian Shipping (ASCO)", "Asia/Baku"), ("KMTF", "Kazmortransflot (KMTF)", "Asia/Almaty"),
    ("TMRF", "Turkmen Sea and River Fleet", "Asia/Ashgabat"), ("CSPC", "Caspian coasters and tankers, charter market", "Asia/Baku"),
    ("GR", "Georgian Railway", "Asia/Tbilisi"), ("GRBT", "Georgian Railway Block Train (Black Sea feeder)", "Asia/Tbilisi"),
    ("SCR", "South Caucasus Railway", "Asia/Yerevan"), ("TCDD", "TCDD Tasimacilik", "Europe/Istanbul"),
    ("PE", "Pacific Eurasia", "Europe/Istanbul"), ("RAI", "Railways of Iran (RAI)", "Asia/Tehran"),
    ("EUI", "European intermodal operators", "Europe/Budapest"), ("BDZ", "BDZ Cargo", "Europe/Sofia"), ("CFRM", "CFR Marfa", "Europe/Bucharest"),
    ("PKPC", "PKP Cargo and partners", "Europe/Warsaw"), ("RZD", "Russian Railways (RZD)", "Europe/Moscow"), ("BCH", "Belarusian Railway", "Europe/Minsk"),
    ("UZR", "Ukrzaliznytsia", "Europe/Kyiv"), ("OCN", "Ocean container lines", "UTC"), ("EMC", "Evergreen / UFS, Black Sea loop", "Europe/Istanbul"),
    ("BSF", "Black Sea feeder lines", "Europe/Istanbul"), ("UKRF", "UkrFerry", "Europe/Kyiv"), ("DRU", "Drujba / Vilnius ferry operators", "Europe/Sofia"),
    ("KRS", "Karasu - Constanta ro-ro operator", "Europe/Istanbul"), ("RRI", "Ro-ro operator Kuryk - Iran", "Asia/Almaty"),
    ("HCN", "Road hauliers of China", "Asia/Shanghai"), ("HKZ", "Road hauliers of Kazakhstan", "Asia/Almaty"), ("HUZ", "Road hauliers of Uzbekistan", "Asia/Tashkent"),
    ("HKG", "Road hauliers of Kyrgyzstan", "Asia/Bishkek"), ("HTM", "Road hauliers of Turkmenistan", "Asia/Ashgabat"), ("HAZ", "Road hauliers of Azerbaijan", "Asia/Baku"),
    ("HGE", "Road hauliers of Georgia", "Asia/Tbilisi"), ("HTR", "Road hauliers of Turkiye", "Europe/Istanbul"), ("HEU", "Road hauliers of Europe", "Europe/Budapest"),
    ("HIR", "Road hauliers of Iran", "Asia/Tehran"), ("AZAL", "AZAL", "Asia/Baku"), ("SWW", "Silk Way West Airlines", "Asia/Baku"),
    ("AAST", "Air Astana", "Asia/Almaty"), ("SCAT", "SCAT Airlines", "Asia/Almaty"), ("BTC", "BTC Co.", "Asia/Baku"), ("CPC", "Caspian Pipeline Consortium", "Asia/Almaty"),
]


def write(pack, facts, net):
    b = builder.Lines(pack, facts, net)
    for agency in AGENCIES:
        b.agency(*agency)
    china(b, facts)
    kazakhstan(b, facts)
    central_asia(b, facts)
    caspian(b, facts)
    caucasus(b, facts)
    turkiye(b, facts)
    europe(b, facts)
    north(b, facts)
    black_sea(b, facts)
    ocean(b, facts)
    roads(b, facts)
    air_and_pipes(b, facts)
    yards(b, facts)


def china(b, facts):
    """China - Kazakhstan block trains by their known counts, then the ordinary container trains of China."""
    all_origins = facts.service("China-Azerbaijan trains, all origins")["source"]
    T = dict(equipment=BOX, capacity=110, block=True, share=0.15, gross=30.48, plugs=10, cutoff=24, emission="rail-container", groups="TITR-W",
             back_groups="TITR-E", hour=14, back_hour=6)

    def block(line_id, name, places, days, back, service=None, note="", confidence="estimate", **more):
        source = facts.service(service)["source"] if service else all_origins
        b.line(line_id, "CR", "rail", name, places, days=days, back_days=back, source=source, confidence=confidence,
               notes=note or "own share of the 6.9 trains a week from all origins; weekday is our estimate", **{**T, **more})

    block("TITR-XAG-1", "Xi'an - Absheron block train, Chinese part", "CNXAG KZ-ALTYNKOL", "25-5/5", "4/2", "Xi'an-Baku (Absheron) block train",
          "1.8 trains a week (January 2026: 8 in 24 days): Tuesday and Friday, every fifth Friday left out; weekdays and the way back are our estimate. "
          "A statement of July 2024 said daily: not followed, later counts are lower", confidence="derived")
    block("TITR-XAG-2", "Xi'an Kazakhstan terminal train", "CNXAG KZ-ALTYNKOL", "7", "6/2", "Kazakhstan terminal Xi'an train",
          "with the other Xi'an train about 40 per cent of all, as the Kazakh terminal's share of 30-40 per cent: weekly is our estimate")
    block("TITR-XAG-3", "Xi'an - Dostyk train (Maersk and others)", "CNXAG KZDOS", "4/2", "1/4", "Maersk Middle Corridor service",
          "every second week is our estimate; Dostyk is a reading of the facts")
    block("TITR-CDU", "Chengdu Middle Corridor train", "CNCDU KZ-ALTYNKOL", "1/2", "5/4+1")
    block("TITR-CQI", "Chongqing - Turkiye / Constanta train", "CNCQI KZ-ALTYNKOL", "3/2+1", "6/4", "Chongqing-Turkiye", "every second week is our estimate; KTZ and Yuxinou aim at 200 trains a year")
    block("TITR-LYG", "Lianyungang - Baku / Istanbul train", "CNLYG KZ-ALTYNKOL", "5/2", "2/4+1", "Lianyungang-Baku")
    block("TITR-YIU", "Yiwu Middle Corridor train", "CNYIU KZ-ALTYNKOL", "6/2", "3/4+1")
    block("TITR-QDG", "Qingdao - Baku train", "CNQDG CNJNA> KZ-ALTYNKOL", "2/2+1", "4/4+2", "Qingdao-Baku")
    block("TITR-NNJ", "Nanjing - Istanbul train", "CNNJI KZ-ALTYNKOL", "4/4", "1/4+2", "Nanjing-Istanbul", "one every four weeks is our estimate")
    block("TITR-BJS", "Beijing - Baku train", "CNBJS KZ-ALTYNKOL", "1/4+2", "5/4+3", "Beijing-Baku", "one every four weeks is our estimate")
    block("TITR-NHN", "Wuhan Middle Corridor train", "CNNHN KZ-ALTYNKOL", "5/2+1", "2/4+3")

    north = facts.service("Dostyk-Brest (northern route, comparison)")["source"]
    N = dict(T, groups="NORTH-W", back_groups="NORTH-E", notes="days are our estimate within 17,000 China-Europe trains a year (2023)", source=north)
    for line_id, name, places, days, back, hour in (
            ("CE-XAG-D", "Chang'an China-Europe train", "CNXAG KZDOS", "daily", "36", 9),
            ("CE-XAG-A", "Chang'an China-Europe train", "CNXAG KZ-ALTYNKOL", "135", "25", 20),
            ("CE-CDU", "Chengdu China-Europe train", "CNCDU KZDOS", "1234567", "14", 11),
            ("CE-CQI", "Yuxinou China-Europe train", "CNCQI KZDOS", "123456", "57", 16),
            ("CE-ZGZ", "Zhengzhou China-Europe train", "CNZGZ KZDOS", "13567", "26", 18),
            ("CE-NHN", "Wuhan China-Europe train", "CNNHN KZDOS", "257", "4", 13),
            ("CE-YIU", "Yixinou China-Europe train", "CNYIU KZDOS", "246", "1", 15),
            ("CE-SZP", "Shenzhen China-Europe train", "CNSZP CNGZG> KZ-ALTYNKOL", "36", "2", 10),
            ("CE-ULZ", "Urumqi collecting train", "CNULZ CNSZI> KZDOS", "daily", "135", 7)):
        b.line(line_id, "CR", "rail", name, places, days=days, back_days=back, **{**N, "hour": hour})
    for line_id, name, places, days, back, hour in (
            ("CE-HRB", "Manzhouli container train", "CNHRB CNMLX RUZBK", "1357", "24", 12),
            ("CE-TXG-M", "Tianjin - Beijing - Manzhouli train", "CNTXG CNBJS CNHRB CNMLX RUZBK", "246", "5", 8),
            ("CE-ZGZ-M", "Zhengzhou - Manzhouli train", "CNZGZ CNBJS CNHRB CNMLX RUZBK", "37", "1", 21)):
        b.line(line_id, "CR", "rail", name, places, days=days, back_days=back, **{**N, "hour": hour})

    G = dict(equipment=BOX, capacity=100, share=0.45, gross=30.48, plugs=5, cutoff=12, emission="rail-container",
             notes="ordinary container train; days and hours are our estimate")
    for line_id, places, days, hour in (
            ("CN-LYG-ULZ", "CNLYG CNZGZ CNXAG CNLAZ CNULZ", "daily", 6), ("CN-ULZ-DOS", "CNULZ KZDOS", "daily", 10),
            ("CN-ULZ-ALT", "CNULZ KZ-ALTYNKOL", "daily", 15), ("CN-SZI-ULZ", "CNSZI CNULZ", "daily", 5),
            ("CN-CDU-XAG", "CNCDU CNXAG", "daily", 18), ("CN-CQI-XAG", "CNCQI CNXAG", "daily", 19), ("CN-CQI-LAZ", "CNCQI CNLAZ", "daily", 7),
            ("CN-CQI-CDU", "CNCQI CNCDU", "daily", 12), ("CN-SZP-XAG", "CNSZP CNGZG CNNHN CNXAG", "daily", 16), ("CN-CSH-NHN", "CNCSH CNNHN CNZGZ", "daily", 9),
            ("CN-NBG-XAG", "CNNBG CNYIU CNNHN CNXAG", "daily", 20), ("CN-YIU-SHG", "CNYIU CNSHG", "daily", 8), ("CN-SHG-XAG", "CNSHG CNNJI CNZGZ CNXAG", "daily", 17),
            ("CN-QDG-XAG", "CNQDG CNJNA CNZGZ CNXAG", "daily", 13), ("CN-TXG-XAG", "CNTXG CNBJS CNZGZ CNXAG", "daily", 14),
            ("CN-BJS-MLX", "CNBJS CNHRB CNMLX RUZBK", "135", 11), ("CN-BJS-ERC", "CNBJS CNERC", "246", 13), ("CN-ULZ-KSS", "CNULZ CNKSS", "daily", 9),
            ("CN-ULZ-TCS", "CNULZ CNTCS", "25", 8)):
        b.line(line_id, "CR", "rail", "China Railway container train", places, days=days, hour=hour, **G)
    b.line("CN-YIU-ULZ", "CR", "rail", "China Railway express container train", "CNYIU CNSHG CNNJI CNZGZ CNXAG CNLAZ CNULZ", days="147", hour=22, **{**G, "share": 0.3})


def kazakhstan(b, facts):
    source = facts.link("rail-ALTYNKOL-KZAAU")["source"]
    K = dict(equipment=BOX, capacity=114, share=0.3, block=True, gross=30.48, plugs=10, cutoff=6, dg=DG, emission="rail-container", source=source)
    W, E = "TITR-W;TITR-BTK-W", "TITR-E"
    b.line("KTZE-ALT-AAU", "KTZE", "rail", "KTZ Express container train", "KZ-ALTYNKOL KZALA KZCIT KZKZO KZ-BEYNEU KZAAU", days="daily", hour=20,
           back_hour=8, groups=W, back_groups=E, notes="daily: 6.9 China - Azerbaijan trains a week run on here; hour is our estimate. 3 days published, "
           "5-day aim of 2022-23: planned between", **K)
    b.line("KTZE-ALT-AAU-2", "KTZE", "rail", "KTZ Express second container train", "KZ-ALTYNKOL KZAAU", days="25", hour=6, back_hour=16, groups=W, back_groups=E,
           notes="fast block train with the Xi'an trains; 3 days in Kazakhstan published; days are our estimate", **{**K, "share": 0.1})
    b.line("KTZE-DOS-AAU", "KTZE", "rail", "KTZ Express container train", "KZDOS KZDZN KZ-BEYNEU KZAAU", days="147", hour=22, back_hour=10,
           groups=W, back_groups=E, notes="three a week is our estimate", **K)
    b.line("KTZE-HOR-ALA", "KTZE", "rail", "Khorgos Gateway - Almaty shuttle", "KZHOR KZ-ALTYNKOL+2 KZALA", days="daily", hour=18, notes="our estimate",
           **{**K, "share": 0.5, "source": ""})
    for line_id, places, days, hour in (
            ("KTZE-ALA-TAS", "KZALA KZCIT UZTAS", "135", 12), ("KTZE-ALA-BIS", "KZALA KGFRU", "246", 10), ("KTZE-ALA-PPK", "KZALA KZKGF KZAST KZPPK", "1357", 14), ("KTZE-DOS-AST", "KZDOS KZKGF KZAST", "36", 8),
            ("KTZE-AST-AAU", "KZPPK KZKOV KZAST KZKGF KZDZN KZAAU", "246", 11), ("KTZE-KSN-AAU", "KZKSN KZAKX KZKYH KZAAU", "25", 9), ("KTZE-URA-AAU", "KZURA KZAKX KZGUW KZ-BEYNEU KZAAU", "14", 13),
            ("KTZE-UKK-ALA", "KZUKK KZPLX KZAGY KZALA", "37", 9), ("KTZE-PWQ-AST", "KZPWQ KZAST", "25", 8), ("KTZE-PLX-OVB", "KZPLX RUOVB", "4", 7), ("KTZE-GUW-ASF", "KZGUW RUASF", "26", 10),
            ("KTZE-KSN-YEK", "KZKSN RUYEK", "5", 12), ("KTZE-AKX-REN", "KZAKX RUREN", "3", 9)):
        b.line(line_id, "KTZE", "rail", "KTZ Express container train", places, days=days, hour=hour, notes="days and hours are our estimate", **{**K, "share": 0.6, "source": ""})

    G = dict(equipment=WAGON, capacity=57, unit="wagon", cutoff=12, dg=DG, plugs=0, emission="rail-mixed", notes="ordinary goods train; days and hours are our estimate")
    for line_id, places, days, hour in (
            ("KZ-ALT-ARY", "KZ-ALTYNKOL KZ-ZHETYGEN KZALA KZ-SHU KZ-LUGOVAYA KZTAR KZCIT KZARY", "daily", 7),
            ("KZ-ALA-KUR", "KZALA KZ-SHU KZTAR KZCIT KZARY KZKZO KZ-SAKSAULSKAYA KZ-SHALKAR KZ-BEYNEU KZ-MANGYSTAU KZ-ERSAI KZKUR", "daily", 13),
            ("KZ-ALA-AAU", "KZALA KZ-SHU KZCIT KZARY KZ-TURKESTAN KZKZO KZ-KAZALY KZ-SAKSAULSKAYA KZ-BEYNEU KZ-MANGYSTAU KZAAU", "1357", 17),
            ("KZ-DOS-PPK", "KZDOS KZAGY KZBAH KZ-MOINTY KZ-ZHARYK KZKGF KZAST KZKOV KZPPK", "daily", 9),
            ("KZ-AST-ALA", "KZAST KZKGF KZ-MOINTY KZ-SHU KZALA", "daily", 15),
            ("KZ-KGF-AAU", "KZKGF KZ-ZHARYK KZ-KYZYLZHAR KZDZN KZ-SAKSAULSKAYA KZ-SHALKAR KZ-BEYNEU KZ-MANGYSTAU KZAAU", "daily", 11),
            ("KZ-ATA-KGF", "KZ-ATASU KZ-ZHARYK KZKGF", "246", 8),
            ("KZ-PWQ-AAU", "KZPWQ KZAST KZKGF KZDZN KZ-SAKSAULSKAYA KZ-BEYNEU KZAAU", "25", 6),
            ("KZ-AST-AKX", "KZAST KZKSN KZAKX KZKYH", "daily", 10),
            ("KZ-KSN-YEK", "KZKSN RUYEK", "147", 16),
            ("KZ-URA-AAU", "KZURA KZAKX KZKYH KZ-MAKAT KZ-BEYNEU KZ-MANGYSTAU KZAAU", "135", 12),
            ("KZ-AKX-REN", "KZKYH KZAKX RUREN RUMOW", "246", 14),
            ("KZ-KYH-SHA", "KZKYH KZ-SHALKAR KZ-SAKSAULSKAYA KZKZO KZARY", "daily", 18),
            ("KZ-AAU-ASF", "KZAAU KZ-MANGYSTAU KZ-BEYNEU KZ-MAKAT KZGUW RUASF", "1357", 9),
            ("KZ-AAU-UZE", "KZAAU KZ-MANGYSTAU KZ-BORZHAKTY KZUZE", "daily", 7),
            ("KZ-AAU-KUR", "KZAAU KZ-MANGYSTAU KZ-BORZHAKTY KZ-ERSAI KZKUR", "daily", 16),
            ("KZ-ALA-PLX", "KZALA KZ-ZHETYGEN KZAGY KZ-AYAGOZ KZPLX KZUKK", "daily", 8),
            ("KZ-PLX-OVB", "KZPLX RUOVB", "135", 6),
            ("KZ-PLX-AST", "KZPLX KZPWQ KZAST", "246", 11),
            ("KZ-KZO-TAS", "KZKZO KZ-TURKESTAN KZARY KZSRY UZTAS", "246", 10),
            ("KZ-LUG-BIS", "KZALA KZ-SHU KZ-LUGOVAYA KGFRU", "daily", 12)):
        b.line(line_id, "KTZ", "rail", "KTZ goods train", places, days=days, hour=hour, **G)

    # wagon-load trains that leave when their wagons have come together
    trains = "leaves when a train has come together; waits are our estimate"
    for line_id, places in (
            ("GRAIN-PPK-AAU", "KZPPK KZKOV KZAST KZKSN KZAKX KZKYH KZ-BEYNEU KZAAU"),
            ("GRAIN-KSN-AAU", "KZKSN KZAKX KZ-SHALKAR KZ-BEYNEU KZAAU"),
            ("GRAIN-KSN-KUR", "KZKOV KZAST KZKSN KZ-BEYNEU KZKUR"),
            ("GRAIN-KGF-AAU", "KZAST KZKGF KZ-ZHARYK KZDZN KZ-BEYNEU KZAAU")):
        b.line(line_id, "KTZ", "rail", "Grain train (hoppers, covered wagons)", places, dispatch="when_full", wait=(12, 60, 168, 336), back_wait=(12, 72, 192, 336),
               equipment=GRAIN, capacity=60, unit="wagon", cutoff=6, share=0.7, emission="rail-bulk", notes=trains + "; back with returning wagons")
    for line_id, places in (
            ("TANK-TGZ-AAU", "KZTGZ KZ-BEYNEU KZ-MANGYSTAU KZAAU@OIL"), ("TANK-GUW-AAU", "KZGUW KZ-MAKAT KZ-BEYNEU KZAAU@OIL"),
            ("TANK-CIT-KUR", "KZCIT KZARY KZ-BEYNEU KZ-MANGYSTAU KZKUR"), ("TANK-PWQ-AAU", "KZPWQ KZAST KZKGF KZDZN KZ-BEYNEU KZAAU@OIL"),
            ("TANK-AAU-KUR", "KZAAU@OIL KZ-MANGYSTAU KZ-ERSAI KZKUR")):
        b.line(line_id, "KTZ", "rail", "Tank-wagon train", places, dispatch="when_full", wait=(8, 36, 120, 240), equipment=TANK, capacity=54, unit="wagon",
               cutoff=6, share=0.8, dg=DG, emission="rail-bulk", notes=trains)
    b.line("TANK-GUW-ASF", "KTZ", "rail", "Tank-wagon train to the railways round the Caspian", "KZGUW RUASF RUMCX AZYAL AZSUQ AZBAK@OIL", dispatch="when_full",
           wait=(24, 72, 192, 360), equipment=TANK, capacity=54, unit="wagon", cutoff=6, share=0.9, dg=DG, emission="rail-bulk", notes=trains)
    b.line("KTZE-METAL", "KTZ", "rail", "Metals and ferroalloys train", "KZPWQ KZAST KZKGF KZ-ZHARYK KZDZN KZ-BEYNEU KZ-MANGYSTAU KZKUR", dispatch="when_full", wait=(12, 60, 168, 336),
           equipment="wagon-gondola;wagon-flat;wagon-covered", capacity=57, unit="wagon", cutoff=6, share=0.8, emission="rail-bulk", notes=trains)


def central_asia(b, facts):
    G = dict(equipment=GOODS, capacity=50, unit="wagon", cutoff=12, dg=DG, plugs=0, emission="rail-mixed", notes="ordinary goods train; days and hours are our estimate")
    for line_id, agency, places, days, hour in (
            ("UZ-TAS-BHK", "UTY", "UZTAS UZSKD UZ-NAVOI UZBHK", "daily", 9), ("UZ-TAS-NCU", "UTY", "UZTAS UZSKD UZ-NAVOI UZNCU UZ6BT KZ-BEYNEU", "daily", 14),
            ("UZ-BEY-KUR", "UTY", "UZNCU UZ6BT KZ-BEYNEU KZ-MANGYSTAU KZKUR", "147", 10),
            ("UZ-BHK-TK5", "UTY", "UZBHK UZ-KHODZHADAVLET TMFAR TMTK5", "daily", 7), ("UZ-TAS-AZN", "UTY", "UZTAS UZKOK UZAZN", "daily", 11), ("UZ-AZN-OSH", "UTY", "UZAZN KGOSS", "daily", 8),
            ("TM-TK5-KRW", "TDY", "TMTK5 TMMYP TMTEJ TMASB TM-BEREKET TMKRW", "daily", 12), ("TM-BOL-KRW", "TDY", "KZUZE KZ-BOLASHAK TM-BEREKET TMKRW", "246", 9),
            ("TM-BER-INC", "TDY", "KZUZE KZ-BOLASHAK TM-BEREKET TM-ETREK IR-INCHEHBORUN", "1357", 15), ("TM-TEJ-SRK", "TDY", "TMTK5 TMMYP TMTEJ TMSRK IRCKT", "246", 10)):
        b.line(line_id, agency, "rail", "Goods train", places, days=days, hour=hour, **G)
    b.line("UZ-TAS-KRW", "UTY", "rail", "Tashkent - Turkmenbashi container train (CASCA+)", "UZTAS UZSKD UZ-NAVOI UZBHK TMTK5 TMMYP TMASB TMKRW", equipment=GOODS, capacity=50, unit="wagon",
           days="36", hour=8, back_days="25", share=0.5, block=True, cutoff=12, dg=DG, plugs=5, emission="rail-mixed", groups="CASCA-W", back_groups="CASCA-E",
           source=facts.service("CASCA+ Uzbekistan-Burgas")["source"], notes="trial of December 2022; two a week is our estimate")
    b.line("KTI-ALT-INC", "KTI", "rail", "China - Iran container train", "KZ-ALTYNKOL KZALA> KZARY> KZ-BEYNEU> KZUZE> IR-INCHEHBORUN", equipment=BOX, capacity=110, days="3", back_days="7/2",
           hour=9, share=0.5, block=True, gross=30.48, cutoff=12, plugs=5, emission="rail-container", groups="SOUTH-W", source=facts.service("Chengdu-Lodz via Turkmenistan and Iran")["source"],
           notes="52-60 days Chengdu - Lodz published; weekly is our estimate")
    b.line("KTI-INC-SRP", "KTI", "rail", "Eastern North-South container train, Iranian part", "IR-INCHEHBORUN IRTHR IRSRP", equipment=BOX, capacity=60, days="1", back_days="5", hour=9, share=0.6, gross=30.48, cutoff=12, plugs=5,
           emission="rail-container", source=facts.tariffs["T014"]["source"], notes="special rates of 2023 hold on it; weekly is our estimate")
    I = dict(equipment=GOODS, capacity=30, unit="wagon", cutoff=12, dg="", plugs=0, emission="rail-mixed", notes="ordinary goods train; days and hours are our estimate")
    for line_id, places, days, hour in (
            ("IR-INC-THR", "IR-INCHEHBORUN IRGBT IRTHR", "1357", 9), ("IR-CKT-THR", "IRCKT IRMHD IRTHR", "1357", 12), ("IR-THR-SRP", "IRTHR IRSRP", "daily", 10),
            ("IR-AMD-THR", "IRAMD IRGBT IRTHR", "246", 8), ("IR-THR-RAS", "IRTHR IRQAZ IRRAS", "246", 14), ("IR-THR-VAN", "IRTHR TR-VAN", "25", 7)):
        b.line(line_id, "RAI", "rail", "RAI goods train", places, days=days, hour=hour, **I)


def caspian(b, facts):
    """Ships that sail when they are full: the waits are those of waiting_vessel in the facts, cut where two lines share them."""
    aktau = facts.hours("KZAAU", "waiting_vessel")
    kuryk = facts.hours("KZKUR", "waiting_vessel")
    alat = facts.hours("AZALA", "waiting_vessel")
    krw = facts.hours("TMKRW", "waiting_vessel")
    feeder = facts.link("feeder-KZAAU-AZALA")
    W, E = "TITR-W;TITR-BTK-W", "TITR-E"
    note = "sails when full, no timetable; {} departures a week derived from 89,000 TEU a year at 250 TEU, of all lines together; wait least {} h, typical {} h and longest {} h, the longest from the closure of October 2025"
    b.line("CASP-KMTF", "KMTF", "sea", "Aktau - Alat feeder", "KZAAU AZALA", graph="feeder", dispatch="when_full", wait=(aktau[0], aktau[1], 120, aktau[2]),
           back_wait=(alat[0], alat[1], 96, 240), share=0.3, equipment=BOX, capacity=250, cutoff=12, gross=30.48, plugs=20, dg=DG, emission="feeder-1000", groups=W, back_groups=E,
           source=feeder["source"], notes=note.format(6.8, 6, 48, 264) + "; 94 per cent of the containers go with KMTF", both=True)
    b.line("CASP-ASCO", "ASCO", "sea", "Aktau - Alat feeder", "KZAAU AZALA", graph="feeder", dispatch="when_full", wait=(12, 72, 168, 264), back_wait=(12, 72, 144, 264),
           share=0.3, equipment=BOX, capacity=200, cutoff=12, gross=30.48, plugs=20, dg=DG, emission="feeder-1000", groups=W, back_groups=E,
           source="https://report.az/ru/infrastruktura/asco-utroilo-gruzoperevozki-v-ramkah-srednego-koridora-eksklyuziv", notes="2 feeders, 3 more for part of 2025; waits are our estimate")
    wagons = "46 open or 56 tank wagons is the newest ferry, older ones take about 28: 40 is our estimate; "
    b.line("FERRY-KUR-RAIL", "ASCO", "ferry", "Kuryk - Alat rail ferry", "KZKUR AZALA", graph="rail_ferry", dispatch="when_full", wait=(kuryk[0], kuryk[1], 216, kuryk[2]),
           back_wait=(alat[0], alat[1], alat[2], 240), share=0.2, equipment=WAGON, capacity=40, unit="wagon", cutoff=6, dg=DG, emission="rail-ferry",
           source=facts.link("rail_ferry-KZKUR-AZALA")["source"], notes=wagons + "13.8 ferry calls a week (480 in 8 months of 2023), no timetable; longest wait 511 h: 1,000 wagons at 47 a day in May 2025")
    b.line("FERRY-KUR-RORO", "ASCO", "ferry", "Kuryk - Alat ferry, lorry deck", "KZKUR AZALA", graph="ro_ro_ferry", dispatch="when_full", wait=(4, 30, 96, 264), back_wait=(4, 30, 96, 240),
           share=0.2, equipment=RORO + ";general", capacity=50, unit="truck", cutoff=4, dg=DG, plugs=10, emission="rail-ferry",
           source=facts.link("ro_ro_ferry-KZKUR-AZALA")["source"], notes="same ships as the rail ferry; lorries wait less than wagons, our estimate")
    b.line("FERRY-AAU-RAIL", "ASCO", "ferry", "Aktau - Alat rail ferry", "KZAAU AZALA", graph="rail_ferry", dispatch="when_full", wait=(24, 168, 360, 511), back_wait=(24, 168, 336, 480),
           share=0.2, equipment=WAGON + ";truck;trailer", capacity=28, unit="wagon", cutoff=6, dg=DG, emission="rail-ferry", source=facts.link("rail_ferry-KZAAU-AZALA")["source"],
           notes="about 14,000 wagons on the Kuryk and Aktau lines in 2025, most by Kuryk; waits are our estimate")
    b.line("FERRY-KRW-RAIL", "ASCO", "ferry", "Turkmenbashi - Alat rail ferry", "TMKRW AZALA", graph="rail_ferry", dispatch="when_full", wait=(krw[0], krw[1], krw[2], 240),
           back_wait=(alat[0], alat[1], alat[2], 240), share=0.5, equipment=WAGON + ";G;R;T;U;P", capacity=40, unit="wagon", cutoff=6, dg=DG, plugs=5, emission="rail-ferry", groups="CASCA-W", back_groups="CASCA-E",
           source=facts.link("rail_ferry-TMKRW-AZALA")["source"], notes=wagons + "9.8 calls a week of all types in 2023; boxes ride on platforms; low water took 37 per cent of the wagon capacity in 2024")
    b.line("FERRY-KRW-RORO", "ASCO", "ferry", "Turkmenbashi - Alat ferry, lorry deck", "TMKRW AZALA", graph="ro_ro_ferry", dispatch="when_full", wait=(4, 24, 84, 168), back_wait=(4, 24, 84, 168),
           share=0.5, equipment=RORO + ";general", capacity=50, unit="truck", cutoff=4, dg=DG, plugs=10, emission="rail-ferry", source=facts.link("ro_ro_ferry-TMKRW-AZALA")["source"], notes="34,400 lorries in 2025; waits are our estimate")
    b.line("FERRY-KRW-TM", "TMRF", "ferry", "Turkmenbashi - Alat ro-pax (Berkarar, Bagtyyar)", "TMKRW AZALA", graph="ro_ro_ferry", dispatch="headway", headway=84, share=0.5, equipment="truck;trailer",
           capacity=45, unit="truck", cutoff=4, emission="rail-ferry", source=facts.tariffs["T129"]["source"], notes="two a week is our estimate")
    b.line("CASP-TM-FEEDER", "TMRF", "sea", "Turkmenbashi - Alat feeder (Balkan)", "TMKRW AZALA", graph="feeder", dispatch="headway", headway=168, share=0.5, equipment=BOX, capacity=120, cutoff=12, gross=30.48,
           plugs=10, emission="feeder-1000", groups="CASCA-W", back_groups="CASCA-E", source=facts.link("feeder-TMKRW-AZALA")["source"], confidence="derived", notes="weekly since April 2020; present frequency not published")
    b.line("CASP-BULK-BAK", "CSPC", "sea", "Aktau - Alat dry-bulk coaster", "KZAAU AZALA", graph="bulk", dispatch="when_full", wait=(24, 96, 240, 480), equipment="bulk-dry;general", capacity=4000, unit="t", cutoff=12,
           emission="general-cargo-ship", notes="3-5 kt ships by charter; waits are our estimate")
    b.line("CASP-BULK-KRW", "CSPC", "sea", "Turkmenbashi - Alat dry-bulk coaster (fertiliser)", "TMKRW AZALA", graph="feeder", dispatch="when_full", wait=(12, 48, 120, 240), share=1.0, equipment="bulk-dry;general", capacity=4000, unit="t", cutoff=12,
           emission="general-cargo-ship", source="https://en.trend.az/business/transport/3902907.html", notes="1.2 Mt of Turkmen fertiliser passed Baku in 2021, 70 kt in April 2024; waits are our estimate")
    for line_id, port, when in (("CASP-BULK-AMD", "IRAMD", (24, 96, 240, 480)), ("CASP-BULK-BAZ", "IRBAZ", (48, 144, 336, 600))):
        b.line(line_id, "CSPC", "sea", "Aktau - Iran grain and general cargo", f"KZAAU {port}", graph="sea", dispatch="when_full", wait=when, equipment="bulk-dry;general", capacity=4000, unit="t",
               cutoff=12, share=0.6, emission="general-cargo-ship", source=facts.tariffs["T167"]["source"], notes="14 grain ships in September 2025, 700 wagons waiting; waits are our estimate")
    b.line("CASP-AAU-KRW", "CSPC", "sea", "Aktau - Turkmenbashi general cargo", "KZAAU TMKRW", graph="sea", dispatch="headway", headway=336, equipment="bulk-dry;general", capacity=3000, unit="t", emission="general-cargo-ship", notes="occasional; our estimate")
    b.line("CASP-ALA-BAZ", "CSPC", "sea", "Alat - Anzali general cargo", "AZALA IRBAZ", graph="sea", dispatch="headway", headway=240, equipment="bulk-dry;general", capacity=3000, unit="t", emission="general-cargo-ship", notes="little regular traffic; our estimate")
    b.line("RORO-KUR-AMD", "RRI", "ferry", "Kuryk - Amirabad ro-ro", "KZKUR IRAMD", graph="ferry-kuryk-iran", dispatch="headway", headway=168, equipment="truck;trailer", capacity=32, unit="truck", cutoff=6, emission="ro-ro",
           source=facts.tariffs["T018"]["source"], notes="32 lorries a ship; weekly is our estimate")
    oil = facts.link("sea-KZAAU-AZBAK")
    T = dict(equipment="bulk-liquid", unit="t", cutoff=6, dg=DG, emission="tanker-caspian")
    b.line("TNK-AAU-DUB", "KMTF", "sea", "Aktau - Dubendi tanker", "KZAAU@OIL AZBAK@OIL", graph="sea", dispatch="headway", headway=112, capacity=7000, source=oil["source"], confidence="derived",
           notes="12-14 sailings a month to Baku in 2024, half of them to each terminal by our estimate", **T)
    b.line("TNK-AAU-SAN", "KMTF", "sea", "Aktau - Sangachal tanker (to BTC)", "KZAAU@OIL AZSAN@OIL", graph="tanker", dispatch="headway", headway=112, capacity=7000, source=oil["source"], confidence="derived",
           notes="12-14 sailings a month to Baku in 2024, half of them to each terminal by our estimate", **T)
    b.line("TNK-AAU-MCX", "KMTF", "sea", "Aktau - Makhachkala tanker", "KZAAU@OIL RUMCX", graph="sea", dispatch="headway", headway=36, capacity=7000, source=facts.link("sea-KZAAU-RUMCX")["source"], confidence="derived",
           notes="1.98 Mt in 2023 at 7,000 t a sailing", **T)
    b.line("TNK-KRW-DUB", "ASCO", "sea", "Turkmenbashi - Dubendi tanker", "TMKRW@OIL AZBAK@OIL", graph="tanker", dispatch="headway", headway=72, capacity=7000, source=facts.tariffs["T158"]["source"], notes="frequency is our estimate", **T)
    b.line("TNK-KRW-SAN", "ASCO", "sea", "Turkmenbashi - Sangachal tanker", "TMKRW@OIL AZSAN@OIL", graph="tanker", dispatch="headway", headway=72, capacity=7000, source=facts.tariffs["T157"]["source"], notes="frequency is our estimate", **T)


def caucasus(b, facts):
    C = dict(equipment=BOX, capacity=100, share=0.25, block=True, gross=30.48, plugs=8, cutoff=6, dg=DG, emission="rail-container")
    shuttle = facts.service("Altynkol-Poti/Batumi")["source"]
    b.line("ADYC-ALA-ABS", "ADYC", "rail", "Alat - Absheron container train", "AZALA AZ-ABSHERON", days="daily", hour=12, back_hour=20, groups="TITR-W", back_groups="TITR-E",
           source=facts.service("China-Azerbaijan trains, all origins")["source"], notes="6.7-6.9 trains a week from China end here; hour is our estimate", **C)
    b.line("ADYC-ALA-PTI", "ADYC", "rail", "Alat - Poti container train", "AZALA AZ-BOYUKKESIK! GEGAR! GETBS GEPTI", days="1356", hour=16, back_days="247", back_hour=10,
           groups="TITR-W", back_groups="TITR-E", source=shuttle, notes="Altynkol - Poti shuttle since December 2022, 12 days in all; days are our estimate", **C)
    b.line("ADYC-ALA-BUS", "ADYC", "rail", "Alat - Batumi container train", "AZALA AZ-BOYUKKESIK! GEGAR! GETBS GEBUS", days="27", hour=18, back_days="36", back_hour=8,
           groups="TITR-W", back_groups="TITR-E", source=shuttle, notes="Batumi as alternative end of the shuttle; days are our estimate", **C)
    b.line("SILKBRIDGE", "ADY", "rail", "Silk Bridge container train", "AZ-ABSHERON AZALA GETBS GEPTI", days="14", back_days="26", hour=8, back_hour=20, source=facts.service("Poti-Baku container train (Silk Bridge)")["source"],
           notes="34 h, Tuesday and Saturday from Poti published in 2014; westward days are our estimate", **{**C, "share": 0.0})
    btk = facts.service("BTK freight trains")
    b.line("BTK-ABS-ZAI", "ADY", "rail", "Baku-Tbilisi-Kars train, broad gauge part", "AZ-ABSHERON AZALA AZGAN GETBS GE-MARABDA GEZAI", days="246", back_days="357", hour=9, back_hour=15, share=0.4, block=True, equipment=GOODS, capacity=50,
           unit="wagon", cutoff=8, dg=DG, plugs=5, emission="rail-btk", groups="TITR-BTK-W;CASCA-W", back_groups="TITR-E;CASCA-E", source=btk["source"], notes="three a week in 2019-20 and after the rebuild of 2024; days are our estimate")
    b.line("BTK-ALA-ZAI", "ADYC", "rail", "Alat - Akhalkalaki container train", "AZALA GE-MARABDA GEZAI", days="15", back_days="47", hour=14, back_hour=6, share=0.3, block=True, equipment=BOX, capacity=80,
           gross=30.48, cutoff=6, plugs=8, dg=DG, emission="rail-btk", groups="TITR-BTK-W;CASCA-W", back_groups="TITR-E;CASCA-E", source=facts.service("TURKUAZ Istanbul/Mersin-Baku")["source"],
           notes="two a week as TURKUAZ; days are our estimate")
    G = dict(equipment=GOODS, capacity=50, unit="wagon", cutoff=12, dg=DG, plugs=0, emission="rail-mixed", notes="ordinary goods train; days and hours are our estimate")
    for line_id, agency, places, days, hour in (
            ("AZ-ABS-GBS", "ADY", "AZ-ABSHERON AZBAK AZALA AZ-YEVLAKH AZGAN AZAGS AZ-BOYUKKESIK GEGAR GETBS", "daily", 11),
            ("AZ-ALA-PTI", "ADY", "AZALA AZ-BOYUKKESIK GEGAR GETBS GEKHI GESTD GEPTI", "daily", 7),
            ("AZ-ALA-BUS", "ADY", "AZALA AZ-BOYUKKESIK GEGAR GETBS GESTD GEBUS", "1357", 15),
            ("AZ-BAK-ALA", "ADY", "AZBAK AZALA", "daily", 6),
            ("AZ-BAK-YAL", "ADY", "AZALA AZBAK AZSUQ AZYAL RUMCX RUASF", "1357", 10),
            ("AZ-ALA-AST", "ADY", "AZALA AZAST IRASR", "246", 12), ("AZ-ALA-HRD", "ADY", "AZALA AZ-HORADIZ", "135", 9), ("AZ-DJU-NAJ", "ADY", "AZDJU AZNAJ", "135", 9),
            ("GE-GBS-PTI", "GR", "GEGAR GETBS GEKHI GESTD GEPTI", "daily", 18), ("GE-GBS-BUS", "GR", "GETBS GEKHI GESTD GEBUS", "daily", 13),
            ("GE-TBS-ZAI", "GR", "GETBS GE-MARABDA GEZAI", "135", 8), ("GE-TBS-EVN", "SCR", "GETBS AMEVN", "246", 10)):
        boxes = line_id in ("AZ-BAK-YAL", "AZ-ALA-AST", "AZ-DJU-NAJ", "GE-TBS-EVN", "AZ-ALA-HRD")      # elsewhere container trains run
        b.line(line_id, agency, "rail", "Goods train", places, days=days, hour=hour, **{**G, "equipment": GOODS if boxes else WAGON})
    T = dict(dispatch="when_full", wait=(8, 36, 96, 240), equipment=TANK, capacity=50, unit="wagon", cutoff=6, share=0.7, dg=DG, emission="rail-bulk",
             source=facts.tariffs["T149"]["source"], notes="leaves when a train has come together; waits are our estimate")
    b.line("TANK-DUB-BUS", "ADY", "rail", "Tank-wagon train", "AZBAK@OIL AZSAN@OIL AZALA AZ-BOYUKKESIK GEGAR GETBS GEBUS@OIL", **T)
    b.line("TANK-ALA-KUL", "ADY", "rail", "Tank-wagon train", "AZALA AZ-BOYUKKESIK GEGAR GETBS GEKUL@OIL", **T)
    b.line("TANK-ALA-BAK", "ADY", "rail", "Tank-wagon train", "AZALA AZBAK@OIL", **{**T, "wait": (4, 18, 60, 120)})
    W = {**T, "equipment": GRAIN, "dg": "", "source": facts.service("Kokshetau-Mersin grain train")["source"]}
    b.line("GRAIN-ALA-BAK", "ADY", "rail", "Grain train (hoppers, covered wagons)", "AZALA AZBAK", **{**W, "wait": (4, 18, 60, 120), "source": ""})
    b.line("GRAIN-ALA-PTI", "ADY", "rail", "Grain train (hoppers, covered wagons)", "AZALA AZGAN GETBS GEPTI", **W)
    b.line("TANK-YAL-BK", "ADY", "rail", "Tank-wagon train", "AZYAL AZSUQ AZBAK@OIL AZ-BOYUKKESIK GEGAR GETBS", **T)


def turkiye(b, facts):
    turkuaz = facts.service("TURKUAZ Istanbul/Mersin-Baku")["source"]
    btk = facts.service("BTK freight trains")["source"]
    C = dict(equipment=BOX + ";wagon", capacity=40, unit="wagon", share=0.3, block=True, plugs=5, cutoff=6, dg=DG, emission="rail-turkiye", groups="TITR-BTK-W;CASCA-W", back_groups="TITR-E;CASCA-E")
    b.line("TR-ZAI-HAL", "TCDD", "rail", "Akhalkalaki - Istanbul train", "GEZAI TRKSY TRERZ TRVAS TRANK TRIZT TRHAL", days="135", back_days="246", hour=16, back_hour=21, source=btk,
           notes="three a week as the BTK trains; days are our estimate; Bosphorus tunnel by night", **C)
    b.line("TURKUAZ", "PE", "rail", "TURKUAZ", "GEZAI TRKSY TRASR TRANK TRIZT TRHAL", days="37", back_days="26", hour=10, back_hour=22, source=turkuaz, confidence="published",
           notes="two a week, 6 days Istanbul - Baku; days are our estimate", **C)
    b.line("TURKUAZ-MER", "PE", "rail", "TURKUAZ, Mersin part", "GEZAI TRKSY TRVAS TRASR TRMER", days="26", back_days="15", hour=12, back_hour=9, source=turkuaz, notes="Mersin as second origin; days are our estimate", **C)
    b.line("TR-ZAI-DRC", "TCDD", "rail", "Akhalkalaki - Derince train", "GEZAI TRKSY TRASR TRANK TRESK TRIZT TRDRC", days="4", back_days="1", hour=18, back_hour=8, source=facts.tariffs["T001"]["source"], notes="end of the Tashkent - Derince through rate; weekly is our estimate", **C)
    G = dict(equipment=GOODS, capacity=28, unit="wagon", cutoff=12, plugs=0, dg=DG, emission="rail-turkiye", notes="ordinary goods train; days and hours are our estimate")
    for line_id, places, days, hour in (
            ("TR-KSY-ANK", "GEZAI TRKSY TRERZ TRVAS TRASR TRANK", "daily", 8), ("TR-ANK-HAL", "TRANK TRESK TRIZT TRHAL", "daily", 14), ("TR-ANK-HAY", "TRANK TRESK TRIZT TRHAY", "135", 19),
            ("TR-IZT-DRC", "TRIZT TRDRC", "daily", 7), ("TR-ASR-MER", "TRASR TRMER TRISK", "daily", 10), ("TR-VAS-SSX", "TRVAS TRSSX", "246", 9),
            ("TR-ESK-IZM", "TRANK TRESK TRIZM", "daily", 12), ("TR-VAN-ASR", "TR-VAN TRASR", "25", 9), ("TR-HAL-KPU", "TRHAL TRKPU BGSWG BGPDV", "daily", 20)):
        boxes = line_id not in ("TR-KSY-ANK", "TR-ANK-HAL", "TR-HAL-KPU")                           # there container trains run
        b.line(line_id, "TCDD", "rail", "TCDD goods train", places, days=days, hour=hour, **{**G, "equipment": GOODS if boxes else WAGON})


def europe(b, facts):
    halkali = facts.service("Halkali-Budapest / Austria")["source"]
    C = dict(equipment=BOX, capacity=80, share=0.25, block=True, gross=30.48, plugs=10, cutoff=6, dg=DG, emission="rail-container")
    b.line("EU-HAL-BUD", "EUI", "rail", "Istanbul - Budapest - Vienna intermodal train", "TRHAL BGSOF RSBEG HUBUD ATVIE", days="246", back_days="135", hour=6, back_hour=18, source=halkali,
           notes="3 days to Budapest, 4 to Austria published (2020); three a week is our estimate", **{**C, "share": 0.4})
    b.line("EU-HAL-PRG", "EUI", "rail", "Istanbul - Prague train", "TRHAL BGPDV RSBEG HUBUD SKBTS CZPRG", days="5", back_days="2", hour=9, source=facts.service("Xi'an-Prague (BTK and Marmaray)")["source"],
           notes="single runs since 2019; weekly is our estimate", **C)
    b.line("EU-CND-BUD", "EUI", "rail", "Constanta - Budapest container train", "ROCND ROBUH HUBUD", days="12356", hour=20, back_hour=10, source="http://www.railfreight.eu/dr-ne/2025-07-10-ro-dp-world-baut-bahnkapazitaeten-aus",
           notes="120-130 container trains a month at Constanta; this line's share is our estimate", **C)
    I = dict(C, notes="intermodal train; days and hours are our estimate")
    for line_id, places, days, hour in (
            ("EU-BUD-VIE-DUI", "HUBUD ATVIE DEDUI", "1357", 16), ("EU-BUD-PRG-HAM", "HUBUD SKBTS CZPRG DEHAM", "246", 11), ("EU-VIE-PRG", "ATVIE CZPRG PLLOD", "35", 9),
            ("EU-TRS-VIE", "ITTRS ATVIE", "daily", 18), ("EU-TRS-BUD", "ITTRS HUBUD", "135", 14), ("EU-RTM-DUI", "NLRTM DEDUI", "daily", 6), ("EU-PIR-BUD", "GRPIR RSINI RSBEG HUBUD", "136", 12),
            ("EU-MAA-DUI", "PLMAA PLWAW PLLOD DEDUI", "daily", 8), ("EU-MAA-HAM", "PLMAA PLWAW DEHAM", "12456", 14), ("EU-MAA-LOD", "PLMAA PLWAW PLLOD", "daily", 20), ("EU-ZAH-BUD", "HUZAH HUBUD", "246", 8)):
        extra = dict(groups="NORTH-W", back_groups="NORTH-E") if "MAA" in line_id else {}
        b.line(line_id, "EUI", "rail", "European intermodal train", places, days=days, hour=hour, **{**I, **extra})
    G = dict(equipment=GOODS, capacity=35, unit="wagon", cutoff=12, plugs=0, dg=DG, emission="rail-mixed", share=0.8, notes="ordinary goods train; days and hours are our estimate")
    for line_id, agency, places, days, hour in (
            ("BG-SWG-SOF", "BDZ", "TRKPU BGSWG BGPDV BGSOF RSINI RSBEG HUBUD", "135", 9), ("BG-BOJ-SOF", "BDZ", "BGBOJ BGPDV BGSOF", "daily", 10), ("BG-VAR-SOF", "BDZ", "BGVAR BGSOF", "246", 12),
            ("BG-SOF-BUH", "BDZ", "BGSOF BGRDU ROBUH", "135", 14), ("BG-VAR-BUH", "BDZ", "BGVAR BGRDU ROBUH", "25", 8), ("RO-CND-BUD", "CFRM", "ROCND ROBUH ROCUT HUBUD", "daily", 9),
            ("UA-ILK-ZAH", "UZR", "UAILK UAODS HUZAH", "246", 10), ("EU-BUD-VIE", "EUI", "HUBUD ATVIE", "daily", 7)):
        boxes = line_id not in ("BG-SWG-SOF", "RO-CND-BUD", "EU-BUD-VIE")
        b.line(line_id, agency, "rail", "Goods train", places, days=days, hour=hour, **{**G, "equipment": GOODS if boxes else WAGON})


def north(b, facts):
    utlc = facts.service("Dostyk-Brest (northern route, comparison)")["source"]
    C = dict(equipment=BOX, capacity=114, share=0.3, block=True, gross=30.48, plugs=20, cutoff=6, dg="8;9", emission="rail-container", groups="NORTH-W", back_groups="NORTH-E", source=utlc)
    b.line("UTLC-DOS", "UTLC", "rail", "UTLC ERA container train", "KZDOS RUYEK RUMOW BYMSQ BYBQT< PLMAA", days=[("daily", 3), ("daily", 15)], back_days="daily", back_hour=9,
           notes="under 6 days Dostyk - Brest published; two a day stand for about 11 (412,000 TEU westbound in 2024)", **C)
    b.line("UTLC-ALT", "UTLC", "rail", "UTLC ERA container train", "KZ-ALTYNKOL KZALA RUYEK RUMOW BYMSQ BYBQT< PLMAA", days="daily", back_days="246", hour=10, back_hour=21, notes="one a day is our estimate", **C)
    b.line("UTLC-ZBK", "UTLC", "rail", "Zabaykalsk - Brest container train", "RUZBK RUHTA RUIKT RUOVB RUOMS RUYEK RUMOW BYMSQ BYBQT< PLMAA", days="1246", back_days="35", hour=7, notes="eastern way; four a week is our estimate", **C)
    G = dict(equipment=WAGON, capacity=60, unit="wagon", cutoff=12, plugs=0, dg=DG, emission="rail-mixed", notes="ordinary goods train; days and hours are our estimate")
    for line_id, agency, places, days, hour in (
            ("RU-OVB-YEK", "RZD", "RUOVB RUOMS KZPPK RUYEK", "daily", 8), ("RU-YEK-MOW", "RZD", "KZPPK RUYEK RUMOW", "daily", 17), ("RU-ZBK-OVB", "RZD", "RUZBK RUHTA RUIKT RUOVB", "135", 9),
            ("RU-MOW-BQT", "BCH", "RUMOW BYMSQ BYBQT", "daily", 11), ("BY-BQT-MAA", "BCH", "BYMSQ BYBQT PLMAA", "daily", 6)):
        b.line(line_id, agency, "rail", "Goods train", places, days=days, hour=hour, **G)


def black_sea(b, facts):
    F = dict(graph="feeder", equipment=BOX, gross=30.48, plugs=40, cutoff=24, dg=DG, emission="feeder-1000", dwell=18)
    s = facts.service
    b.line("BS-PTI-CND", "GRBT", "sea", "Poti - Constanta feeder", "GEPTI ROCND", dispatch="headway", headway=240, share=0.5, capacity=210, source=s("Poti-Constanta feeder")["source"], confidence="published",
           notes="3 voyages a month with a 210-TEU ship; present schedule not published", **F)
    b.line("BS-BUS-CND", "ADYC", "sea", "Batumi - Constanta feeder", "GEBUS ROCND", dispatch="headway", headway=240, share=0.3, capacity=210, source=s("Batumi-Constanta feeder")["source"], confidence="published",
           notes="every 10 days in 2022; size is our estimate", **F)
    b.line("BS-EBS", "EMC", "sea", "EBS loop Piraeus - Istanbul - Poti", "GEPTI TRAMR GRPIR", days="3", back_days="6", hour=12, share=0.3, capacity=300, groups="OCN-BS-E", back_groups="OCN-BS-W", source=s("Evergreen EBS (Piraeus-Istanbul-Poti)")["source"],
           notes="weekly in 2013, carried forward; weekdays are our estimate", **F)
    b.line("BS-AMR-PTI", "BSF", "sea", "Istanbul - Georgia feeder", "GEBUS GEPTI TRAMR", days="15", back_days="24", hour=16, share=0.4, capacity=600, groups="OCN-BS-E", back_groups="OCN-BS-W",
           source=facts.link("feeder-GEBUS-TRAMR")["source"], notes="several lines call, frequency not published: two a week is our estimate (313 container ships at Poti in 2024)", **{**F, "emission": "feeder-2000"})
    for line_id, places, days, hour in (("BS-AMR-CND", "ROCND TRAMR", "26", 10), ("BS-AMR-ODS", "UAODS TRAMR", "4", 14), ("BS-AMR-MER", "TRMER TRAMR", "3", 9), ("BS-AMR-IZM", "TRIZM TRAMR", "25", 8),
                                        ("BS-AMR-BOJ", "BGVAR BGBOJ TRAMR", "17", 11)):
        b.line(line_id, "BSF", "sea", "Short-sea feeder", places, days=days, hour=hour, share=0.5, capacity=400, notes="days are our estimate", **F)
    b.line("BS-SSX-PTI", "BSF", "sea", "Samsun - Poti feeder", "GEPTI TRSSX", dispatch="headway", headway=336, share=0.5, capacity=200, notes="irregular; our estimate", **F)
    R = dict(graph="ro_ro_ferry", cutoff=8, dg=DG, plugs=10, emission="ro-ro")
    b.line("RORO-BUS-BOJ", "DRU", "ferry", "Batumi - Burgas ferry", "GEBUS BGBOJ", days="4", back_days="1", hour=18, share=0.8, equipment=RORO + ";wagon", capacity=150, unit="truck", source=s("Batumi-Burgas ferry")["source"],
           confidence="published", notes="weekly again since August 2024, 60 h; weekdays are our estimate", **R)
    b.line("RORO-PTI-BOJ", "DRU", "ferry", "Poti - Burgas ferry", "GEPTI BGBOJ", dispatch="headway", headway=504, share=0.8, equipment=RORO, capacity=150, unit="truck", notes="call at Poti when needed; our estimate", **R)
    b.line("RORO-KSP-CND", "KRS", "ferry", "Karasu - Constanta ro-ro", "TRKSP ROCND", days="246", back_days="357", hour=20, share=0.5, equipment="truck;trailer", capacity=100, unit="truck", source=s("Karasu-Constanta ro-ro")["source"],
           confidence="published", notes="three a week; weekdays and size are our estimate", **R)
    b.line("RORO-SSX-NVS", "BSF", "ferry", "Samsun - Novorossiysk ro-ro", "TRSSX RUNVS", dispatch="headway", headway=84, share=0.6, equipment="truck;trailer", capacity=60, unit="truck", notes="two a week is our estimate", **R)
    b.line("FERRY-BUS-ILK", "UKRF", "ferry", "Batumi - Chornomorsk rail ferry", "GEBUS UAILK", graph="rail_ferry", dispatch="headway", headway=168, share=0.8, equipment=WAGON + ";truck;trailer", capacity=49, unit="wagon",
           cutoff=8, dg=DG, plugs=10, emission="rail-ferry", source=s("Chornomorsk-Batumi ferry")["source"], notes="Kaunas, 49 wagons and 50 lorries, about 60 h; frequency not published, weekly is our estimate; war risk")


def ocean(b, facts):
    O = dict(graph="sea", equipment=BOX, gross=30.48, plugs=400, cutoff=36, dg=DG, emission="ocean", dwell=36, capacity=500,
             notes="weekly string; ports, weekday and the 500 TEU kept for this traffic are our estimate", source="")
    ref = facts.link("sea-CNSHG-NLRTM-2")["source"]
    b.line("OCN-AE1", "OCN", "sea", "Asia - North Europe string round the Cape", "CNQDG CNSHG CNNBG CNSZP SGSIN NLRTM DEHAM", days="2", back_days="6", hour=6, share=1.0, **{**O, "source": ref})
    b.line("OCN-AE2", "OCN", "sea", "Asia - North Europe string round the Cape", "CNTXG CNLYG CNNBG CNGZG SGSIN NLRTM", days="6", back_days="3", hour=18, share=1.0, **{**O, "source": ref})
    G = dict(groups="OCN-BS-W", back_groups="OCN-BS-E")
    b.line("OCN-AM1", "OCN", "sea", "Asia - Mediterranean - Black Sea string by Suez", "CNQDG CNSHG CNNBG CNSZP SGSIN EGPSD GRPIR TRAMR ROCND", days="4", back_days="2", hour=8, share=1.0, **{**O, **G})
    b.line("OCN-AM2", "OCN", "sea", "Asia - East Mediterranean string by Suez", "CNTXG CNLYG CNSHG CNGZG SGSIN EGPSD TRMER TRAMR", days="7", back_days="4", hour=20, share=1.0, **{**O, **G})
    b.line("OCN-AM3", "OCN", "sea", "Asia - Mediterranean string round the Cape", "CNSHG CNNBG CNSZP SGSIN ITGOA GRPIR ITTRS", days="1", back_days="5", hour=10, share=1.0, **{**O, **G})
    b.line("OCN-GULF", "OCN", "sea", "China - Bandar Abbas string", "CNSHG CNNBG CNSZP SGSIN IRSRP", days="5", back_days="1", hour=15, share=1.0, **O)


def roads(b, facts):
    R = dict(equipment=LORRY, dispatch="headway", cutoff=0, gross=44, dg=DG, plugs=20, notes="lorries leave when there is a load; headway is our estimate")
    eu = "truck-eu"
    old = "truck-1520"
    for line_id, agency, places, headway, emission in (
            ("RD-XAG-HRS", "HCN", "CNXAG CNHRS", 24, eu), ("RD-ULZ-HRS", "HCN", "CNULZ CNHRS", 12, eu), ("RD-ULZ-AKL", "HCN", "CNULZ CNAKL", 24, eu), ("RD-XAG-ZGZ", "HCN", "CNXAG CNZGZ", 12, eu),
            ("RD-SHG-NJI", "HCN", "CNSHG CNNJI", 12, eu), ("RD-YIU-NBG", "HCN", "CNYIU CNNBG", 12, eu), ("RD-SZP-GZG", "HCN", "CNSZP CNGZG", 12, eu), ("RD-KSS-OSS", "HKG", "CNKSS KGOSS", 48, old),
            ("RD-HRS-ALA", "HKZ", "CNHRS KZALA", 24, old), ("RD-HOR-ALA", "HKZ", "KZHOR KZALA", 12, old), ("RD-DOS-ALA", "HKZ", "KZDOS KZALA", 24, old),
            ("RD-ALA-AAU", "HKZ", "KZALA KZTAR KZCIT KZKZO KZAKX KZGUW KZAAU", 24, old), ("RD-AAU-KUR", "HKZ", "KZAAU KZKUR", 8, old),
            ("RD-AKX-URA", "HKZ", "KZAKX KZURA", 24, old), ("RD-AST-ALA", "HKZ", "KZAST KZKGF KZALA", 12, old), ("RD-AST-KUR", "HKZ", "KZAST KZAKX KZGUW KZKUR", 24, old),
            ("RD-KSN-AST", "HKZ", "KZKSN KZAST", 24, old), ("RD-PPK-AST", "HKZ", "KZPPK KZKOV KZAST", 24, old), ("RD-KSN-AKX", "HKZ", "KZKSN KZAKX", 24, old), ("RD-BIS-ALA", "HKG", "KGFRU KZALA", 12, old),
            ("RD-ALA-TAS", "HUZ", "KZALA KZTAR KZCIT UZTAS", 24, old), ("RD-TAS-KUR", "HUZ", "UZTAS UZSKD UZBHK UZNCU KZKUR", 24, old), ("RD-TAS-KRW", "HUZ", "UZTAS UZSKD UZBHK TMMYP TMASB TMKRW", 24, old),
            ("RD-OSS-TAS", "HUZ", "KGOSS UZTAS", 24, old),
            ("RD-BAK-ALA", "HAZ", "AZSUQ AZBAK AZALA", 4, old), ("RD-ABS-ALA", "HAZ", "AZ-ABSHERON AZALA", 4, old), ("RD-ABS-BAK", "HAZ", "AZ-ABSHERON AZBAK", 4, old),
            ("RD-BAK-PTI", "HAZ", "AZBAK AZALA GETBS GEPTI", 12, old),
            ("RD-ALA-GAN", "HAZ", "AZALA AZGAN", 12, old), ("RD-ALA-AST", "HAZ", "AZALA AZAST", 24, old),
            ("RD-TBS-PTI", "HGE", "GETBS GEPTI", 8, old), ("RD-TBS-BUS", "HGE", "GETBS GEBUS", 8, old), ("RD-PTI-BUS", "HGE", "GEPTI GEBUS", 8, old),
            ("RD-TBS-KSY", "HTR", "GETBS TRKSY TRERZ TRVAS TRANK TRAMR", 24, eu), ("RD-ALA-IST", "HTR", "AZALA GETBS GEBUS TRSSX TRAMR", 24, eu),
            ("RD-ANK-MER", "HTR", "TRANK TRMER", 12, eu), ("RD-IST-HAL", "HTR", "TRIST TRHAL", 4, eu), ("RD-IST-AMR", "HTR", "TRIST TRAMR", 4, eu), ("RD-IST-HAY", "HTR", "TRIST TRHAY", 6, eu),
            ("RD-IST-IZT", "HTR", "TRIST TRIZT TRDRC", 6, eu), ("RD-HAL-AMR", "HTR", "TRHAL TRAMR", 4, eu), ("RD-SSX-KSP", "HTR", "TRSSX TRKSP", 24, eu), ("RD-IST-KSP", "HTR", "TRIST TRKSP", 12, eu),
            ("RD-AMR-SOF", "HTR", "TRAMR BGPDV BGSOF RSBEG HUBUD ATVIE DEDUI", 24, eu), ("RD-BUD-PRG", "HEU", "HUBUD CZPRG DEHAM", 12, eu),
            ("RD-BOJ-SOF", "HEU", "BGBOJ BGPDV BGSOF", 12, eu), ("RD-VAR-SOF", "HEU", "BGVAR BGSOF", 12, eu), ("RD-CND-BUH", "HEU", "ROCND ROBUH HUBUD", 8, eu), ("RD-PIR-SOF", "HEU", "GRPIR BGSOF", 24, eu),
            ("RD-TRS-VIE", "HEU", "ITTRS ATVIE", 12, eu), ("RD-RTM-DUI", "HEU", "NLRTM DEDUI", 6, eu), ("RD-HAM-DUI", "HEU", "DEHAM DEDUI", 8, eu), ("RD-MAA-DUI", "HEU", "PLMAA DEDUI", 24, eu),
            ("RD-MAA-LOD", "HEU", "PLMAA PLLOD", 12, eu), ("RD-MAA-HAM", "HEU", "PLMAA DEHAM", 24, eu), ("RD-BUD-VIE", "HEU", "HUBUD ATVIE", 8, eu),
            ("RD-THR-ASR", "HIR", "IRTHR IRASR", 24, old), ("RD-THR-SRP", "HIR", "IRTHR IRSRP", 24, old)):
        b.line(line_id, agency, "road", "Lorry", places, headway=headway, emission=emission, **R)


def air_and_pipes(b, facts):
    A = dict(equipment="general", unit="t", cutoff=6, emission="air", share=1.0)
    for line_id, agency, places, days, hour, capacity, link, note in (
            ("AIR-AAU-BAK", "SCAT", "KZAAU@AIR AZBAK@AIR", "daily", 9, 2, "air-KZAAU-AZBAK", "frequency of 2018; belly space"),
            ("AIR-AST-BAK", "AAST", "KZAST@AIR AZBAK@AIR", "246", 10, 4, "air-KZAST-AZBAK", "frequency of 2018; belly space"),
            ("AIR-ALA-BAK", "AAST", "KZALA@AIR AZBAK@AIR", "135", 11, 4, "air-KZALA-AZBAK", "frequency of 2018; belly space"),
            ("AIR-CIT-BAK", "AZAL", "KZCIT@AIR AZBAK@AIR", "36", 12, 3, "air-KZCIT-AZBAK", "from 16 June 2026 twice a week; drawn for the whole period"),
            ("AIR-SWW", "SWW", "CNULZ@AIR KZALA@AIR AZBAK@AIR", "147", 14, 90, "air-AZBAK-KZALA", "freighter, frequency of 2018")):
        b.line(line_id, agency, "air", "Air cargo", places, days=days, hour=hour, capacity=capacity, source=facts.link(link)["source"], notes=note + "; weekdays and tonnes are our estimate", **A)
    # oil moves at walking pace: hours from the length at 7 km/h, an estimate
    for line_id, agency, name, places, link, emission in (("PIPE-BTC", "BTC", "Baku-Tbilisi-Ceyhan pipeline", "AZSAN@OIL TRCEY@OIL", "pipeline-AZSAN-TRCEY", "pipeline-btc"),
                                                          ("PIPE-CPC", "CPC", "Caspian pipeline Tengiz - Novorossiysk", "KZTGZ@OIL RUNVS@OIL", "pipeline-KZTGZ-RUNVS", "pipeline-kz")):
        row = facts.link(link)
        hours = str(round(float(row["distance_km"]) / 7, 1))
        row["transit_h_min"] = row["transit_h_typ"] = hours
        b.line(line_id, agency, "pipeline", name, places, equipment="bulk-liquid", dispatch="headway", headway=24, capacity=100000, unit="t", cutoff=0, dg=DG, emission=emission, both=False,
               source=row["source"], notes="running time at 7 km/h and the daily batch are our estimate")


def yards(b, facts):
    """Short moves between terminals of one place."""
    net = b.net
    moves = [("KZAAU@OIL", "KZAAU@PORT", "rail", "KTZ", 4, 5, WAGON), ("AZBAK@OIL", "AZBAK@RAIL", "rail", "ADY", 40, 12, "wagon-tank;bulk-liquid"), ("TMKRW@OIL", "TMKRW@PORT", "rail", "TDY", 12, 12, "wagon-tank;bulk-liquid"),
             ("GEBUS@OIL", "GEBUS@PORT", "rail", "GR", 4, 12, "wagon-tank"), ("KZTGZ@OIL", "KZTGZ@RAIL", "rail", "KTZ", 6, 12, "wagon-tank;bulk-liquid"),
             ("KZAAU@AIR", "KZAAU@PORT", "road", "HKZ", 30, 6, LORRY), ("KZAST@AIR", "KZAST@RAIL", "road", "HKZ", 25, 6, LORRY), ("KZALA@AIR", "KZALA@RAIL", "road", "HKZ", 15, 6, LORRY),
             ("KZCIT@AIR", "KZCIT@RAIL", "road", "HKZ", 15, 6, LORRY), ("AZBAK@AIR", "AZBAK@RAIL", "road", "HAZ", 30, 6, LORRY), ("CNULZ@AIR", "CNULZ@RAIL", "road", "HCN", 25, 6, LORRY)]
    for a, c, mode, agency, km, headway, equipment in moves:
        (place, code_a), (_, code_c) = a.split("@"), c.split("@")
        ends = [(code_a, code_c), (code_c, code_a)]
        for here, there in ends:
            route_id = f"YARD-{place}-{here}-{there}"
            b.pack.add("routes.txt", route_id=route_id, agency_id=agency, route_short_name=f"YARD-{place}", route_long_name=f"{net.places[place]['name']}: {here.lower()} - {there.lower()}",
                       route_type=builder.ROUTE_TYPE[mode])
            b.pack.add("freight_services.txt", route_id=route_id, mode=mode, dispatch="headway", equipment=equipment, headway_h=headway, cutoff_h=0, dg_classes=DG, reefer_plugs=20,
                       emission_class="rail-mixed" if mode == "rail" else "truck-1520", source_id=b.pack.own(), confidence="estimate", notes="move between terminals of one place; distance and headway are our estimate")
            b.pack.add("trips.txt", route_id=route_id, service_id=b.pack.calendar("daily"), trip_id=route_id + "-1", trip_headsign=there.lower())
            for i, code in enumerate((here, there)):
                hours = 0 if i == 0 else (2 + km / 20 if mode == "rail" else 0.5 + km / 25)
                b.pack.add("stop_times.txt", trip_id=route_id + "-1", stop_sequence=i + 1, stop_id=net.use(place, code, mode), arrival_time=builder.clock(8 + hours), departure_time=builder.clock(8 + hours),
                           pickup_type=1 if i else "", drop_off_type="" if i else 1, shape_dist_traveled=km if i else 0)
