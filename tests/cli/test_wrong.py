"""What a person can type wrong: the exit code, and what the message must name.

    test_wrong.py KARVAN
"""
import os
import sys
import tempfile

from command import Tally, run
from feed import FEED

P = 'plan CNXAG GEPTI --depart 2026-12-01 '

# arguments, exit code, what stderr must contain, why
ROWS = [
    # the command itself
    ('', 2, ['usage: karvan', 'plan', 'places', 'pack'], 'nothing typed: the help, on stderr'),
    ('plna CNXAG GEPTI', 2, ["'plna'", "did you mean 'plan'", 'try: karvan plan'], 'two letters swapped'),
    ('place Poti', 2, ["did you mean 'places'"], 'a letter missing'),
    ('packs show', 2, ["did you mean 'pack'"], 'a letter too many'),
    ('frobnicate', 2, ["no command 'frobnicate'", 'try: karvan --help'], 'nothing near'),
    ('--halp', 2, ["'--halp'"], 'an option where a command stands'),
    ('pack', 2, ['usage: karvan pack', 'check', 'show', 'compile'], 'pack without its way'),
    ('pack chek x', 2, ["'chek'", "did you mean 'check'"], 'a way of pack mistyped'),
    ('pack frob', 2, ["no way 'frob'"], 'no such way'),
    # operands
    ('plan', 2, ['FROM and TO are missing', 'try: karvan plan'], 'no places'),
    ('plan CNXAG --depart 2026-12-01', 2, ['TO is missing'], 'one place'),
    ('plan CNXAG GEPTI GEBUS --depart 2026-12-01', 2, ["one word too many: 'GEBUS'", 'quotes'], 'three places'),
    ('plan CNXAG GEPTI', 2, ["'--depart' is missing", 'try: --depart 2026-12-01'], 'no date'),
    ('plan Nowhereville GEPTI --depart 2026-12-01', 2, ['FROM:', '"Nowhereville"'], 'a place nobody knows'),
    ('plan CNXAG Nowhereville --depart 2026-12-01', 2, ['TO:', '"Nowhereville"'], 'the other place'),
    ('plan CNXAG CNXAG --depart 2026-12-01', 2, ['TO:', 'same place'], 'from here to here'),
    ('plan 91.5,20 GEPTI --depart 2026-12-01', 2, ['FROM:', '91.5'], 'beyond the pole'),
    ('plan 43.65,181 GEPTI --depart 2026-12-01', 2, ['FROM:'], 'beyond the date line'),
    (['plan', '', 'GEPTI', '--depart', '2026-12-01'], 2, ['FROM:', 'missing'], 'an empty place'),
    (['plan', 'CN\x01XAG', 'GEPTI', '--depart', '2026-12-01'], 2, ['FROM:'], 'a control character'),
    # options in general
    (P + '--carg 2x45G1', 2, ["no option '--carg'", "did you mean '--cargo'", 'try: --cargo'], 'a letter missing'),
    (P + '--wieght 24t', 2, ["did you mean '--weight'"], 'two letters swapped'),
    (P + '--arrive 2027-01-01', 2, ["did you mean '--arrive-by'"], 'the beginning of an option'),
    (P + '--ARRIVE_BY 2027-01-01', 2, ["did you mean '--arrive-by'"], 'capitals and an underscore'),
    (P + '--qqqqqqqqqq 1', 2, ["no option '--qqqqqqqqqq'"], 'nothing near'),
    (P + '-x', 2, ["no option '-x'"], 'no short option'),
    (P + '--cargo', 2, ["'--cargo' needs a value", 'try: --cargo 2x45G1'], 'the value forgotten at the end'),
    (P + '--cargo --weight 24t', 2, ["'--cargo' needs a value"], 'the value forgotten before an option'),
    (P + '--cargo=', 2, ["'--cargo' needs a value"], 'an empty value'),
    (P + '--json=yes', 2, ["'--json' takes no value"], 'a value for a flag'),
    (P + '--avoid RU --avoid IR', 2, ["'--avoid' is given twice", 'commas'], 'a list given in two parts'),
    # cargo
    (P + '--cargo banana', 2, ['--cargo', 'banana', 'try:'], 'no cargo'),
    (P + '--cargo 0x45G1', 2, ['--cargo'], 'no boxes at all'),
    (P + '--cargo 2x99Z9', 2, ['--cargo', '99Z9'], 'no such box'),
    (P + '--weight heavy', 2, ['--weight', 'heavy'], 'no mass'),
    (P + '--weight 99t', 2, ['--weight', '26.68t'], 'more than a box may weigh'),
    (P + '--weight -3t', 2, ['--weight'], 'a negative mass'),
    (P + '--hs abc', 2, ['--hs', 'abc'], 'no HS code'),
    (P + '--hs 1', 2, ['--hs'], 'too short for a chapter'),
    (P + '--dg 12', 2, ['--dg', '12'], 'no such class'),
    # dates
    ('plan CNXAG GEPTI --depart tomorrow', 2, ['--depart', 'tomorrow', 'try: 2026-12-01'], 'a word for a date'),
    ('plan CNXAG GEPTI --depart 2026-13-01', 2, ['--depart', '2026-13-01'], 'a month that is none'),
    ('plan CNXAG GEPTI --depart 2026-12-14..2026-12-01', 2, ['--depart', 'ends before it begins', '2026-12-01..2026-12-14'], 'the window turned round'),
    ('plan CNXAG GEPTI --depart 2019-01-01', 2, ['--depart', 'outside', '2026-01-01', '2028-12-31'], 'long before the pack begins'),
    ('plan CNXAG GEPTI --depart 2035-01-01', 2, ['--depart', 'outside', '2028-12-31'], 'long after it ends'),
    (P + '--arrive-by soon', 2, ['--arrive-by', 'soon'], 'a word for the latest arrival'),
    (P + '--arrive-by 2026-11-01', 2, ['--arrive-by', 'before'], 'to be there before it leaves'),
    (P + '--profile 3', 2, ["'--profile'", 'try: --profile 24h'], 'a length without its unit'),
    (P + '--profile 9999d', 2, ["'--profile'"], 'a length beyond all packs'),
    # limits
    (P + '--avoid Russia', 2, ['--avoid', 'Russia', 'RU'], 'a name for a country code'),
    (P + '--avoid-carriers NOBODY', 2, ['--avoid-carriers', 'NOBODY', 'carriers of this pack'], 'an unknown carrier'),
    (P + '--only-carriers NOBODY', 2, ['--only-carriers', 'NOBODY'], 'an unknown carrier'),
    (P + '--avoid-modes boat', 2, ['--avoid-modes', 'boat', 'rail, sea'], 'no mode'),
    (P + '--only-modes train', 2, ['--only-modes', 'train', 'rail, sea'], 'no mode'),
    (P + '--via Nowhereville', 2, ['--via', 'Nowhereville'], 'a place nobody knows'),
    (P + '--price-max cheap', 2, ['--price-max', 'cheap'], 'no amount'),
    (P + '--price-max -5', 2, ['--price-max'], 'a negative amount'),
    (P + '--currency DOLLAR', 2, ['--currency', 'DOLLAR', 'USD'], 'no code of a currency'),
    (P + '--currency XAF', 2, ['--currency', 'XAF'], 'a currency that the pack does not exchange'),
    (P + '--chance-min 2', 2, ["'--chance-min'", '0 to 1'], 'a chance above one'),
    (P + '--chance-min often', 2, ["'--chance-min'", 'often'], 'no number'),
    (P + '--transfers-max 99', 2, ["'--transfers-max'", '14'], 'more transfers than can be searched'),
    (P + '--transfers-max 1.5', 2, ["'--transfers-max'", '1.5'], 'half a transfer'),
    (P + '--transfers-max 99999999999999999999', 2, ["'--transfers-max'"], 'a number beyond 64 bits'),
    (P + '--truck-km-max far', 2, ["'--truck-km-max'", 'far'], 'no distance'),
    (P + '--truck-km-max 1e9', 2, ["'--truck-km-max'"], 'around the world'),
    (P + '--criteria speed', 2, ["'--criteria'", '"speed"', 'arrival,transfers,price'], 'no criterion'),
    (P + '--criteria ,', 2, ["'--criteria'"], 'a list of nothing'),
    (P + '--options 0', 2, ["'--options'"], 'no options at all'),
    (P + '--explain 999', 2, ["'--explain 999'", 'only'], 'an option that is not there'),
    # packs
    (P + '--pack /nowhere/at/all', 2, ['/nowhere/at/all', '--pack'], 'no such pack'),
    (P + '--pack {empty}', 2, ['{empty}'], 'a folder without files'),
    (P + '--pack {text}', 2, ['{text}'], 'a file that is neither archive nor compiled'),
    (P + '--pack {broken}', 2, ['stops.txt:3', 'stop_lat', 'pack check {broken}'], 'a pack with errors'),
    (P + '--pack {damaged}', 2, ['{damaged}'], 'a compiled file that was damaged'),
    ('pack check /nowhere/at/all', 2, ['/nowhere/at/all'], 'no such pack'),
    ('pack check {compiled}', 2, ['{compiled}', 'compiled'], 'a compiled file cannot be checked'),
    ('pack show {broken}', 2, ['stops.txt:3'], 'a pack with errors'),
    ('pack compile', 2, ['PATH is missing'], 'nothing to compile'),
    ('pack compile {plain}', 2, ["'--output' is missing", '-o'], 'no file to write'),
    ('pack compile {plain} -o', 2, ["'--output' needs a value"], 'no name behind -o'),
    ('pack compile {plain} -o /nowhere/at/all', 2, ['/nowhere/at/all'], 'a folder that is not there'),
    ('pack compile {compiled} -o {folder}/again', 2, ['compiled already'], 'compiled twice'),
    ('pack compile {plain} -o {folder}/x --days 5', 2, ["'--days' needs '--from-date'"], 'days from when?'),
    ('pack compile {plain} -o {folder}/x --from-date monday', 2, ["'--from-date'", 'monday'], 'no date'),
    ('pack compile {plain} -o {folder}/x --from-date 2031-01-01', 2, ['no departures'], 'days on which nothing runs'),
    # places
    ('places', 2, ['NAME is missing'], 'no name'),
    ('places Poti --country Georgia', 2, ["'--country'", 'Georgia'], 'a name for a code'),
    ('places Poti --country QQ', 2, ["'--country'", 'QQ'], 'a country that is none'),
    ('places Poti --limit 0', 2, ["'--limit'"], 'no places at all'),
    (['places', 'x' * 500], 2, ['401 bytes'], 'a name longer than any'),
    ('places qqqqqqqqq', 1, ['qqqqqqqqq'], 'nothing has such a name: not wrong, but not found'),
    # batch
    ('plan --batch /nowhere.csv --pack {plain}', 2, ['/nowhere.csv'], 'no such file'),
    ('plan --batch {folder} --pack {plain}', 2, ['folder'], 'a folder for a file'),
    ('plan --batch {noheader} --pack {plain}', 2, ['noheader.csv:1', 'id', 'id,from,to,depart'], 'no columns named'),
    ('plan --batch {badrows} --pack {plain}', 2, ['badrows.csv:3', '"nope"', 'badrows.csv:4', '"never"', 'badrows.csv:5', 'id is missing', '3 rows'],
     'bad rows are told, the others answered'),
    ('plan --batch {good} --pack {plain} --criteria arrival,price', 2, ['no freight files'], 'prices of a plain feed'),
    ('plan --batch {good} --pack {plain} --criteria quick', 2, ["'--criteria'", '"quick"'], 'no criterion'),
    ('plan --batch {good} --pack {plain} --profile 1w', 2, ["'--profile'", '1w'], 'no unit that is known'),
    ('plan --batch {good} --pack {plain} --max-duration 0h', 2, ["'--max-duration'"], 'no time at all'),
    ('plan --batch {good} --pack {plain} --threads 0', 2, ["'--threads'"], 'no threads'),
    ('plan --batch {good} --pack {plain} --min-change -1', 2, ["'--min-change'"], 'less than no time'),
    ('plan --batch {good} --pack {plain} --days 3', 2, ["'--days' needs '--from-date'"], 'days from when?'),
    ('plan --batch {good} --pack {compiled} --min-change 60', 2, ['settled'], 'change times of a compiled file'),
    ('plan --batch {good} --pack {compiled} --from-date 2026-12-01', 2, ['settled'], 'days of a compiled file'),
    ('plan CNXAG GEPTI --batch {good} --pack {plain}', 2, ["'--batch'", "'CNXAG'"], 'one question or many'),
    ('plan --batch {good} --pack {plain} --depart 2026-12-01', 2, ["'--depart'", 'one question'], 'the date stands in the file'),
    ('plan --batch {good} --pack {plain} --explain 1', 2, ["'--explain'"], 'what is for one question'),
    ('plan --batch {good} --pack {plain} --avoid RU', 2, ['no limits'], 'limits on a plain feed'),
    (P + '--threads 2', 2, ["'--threads'", "'--batch'"], 'threads for one question'),
    (P + '--max-duration 10d', 2, ["'--max-duration'", "'--batch'"], 'what only a batch knows'),
    ('plan CNXAG GEPTI --depart 2026-12-01..2026-12-05 --profile 5d', 2, ["'--profile'", 'first day'], 'two windows'),
]

def write(path, text):
    with open(path, 'w') as f:
        f.write(text)


def make_files(karvan, folder):
    names = {k: os.path.join(folder, k) for k in ('plain', 'broken', 'empty', 'compiled', 'damaged')}
    names.update({k: os.path.join(folder, k + '.csv') for k in ('good', 'noheader', 'badrows')})
    names.update(folder=folder, text=os.path.join(folder, 'text.txt'))
    for pack in ('plain', 'broken'):
        os.mkdir(names[pack])
        for name, text in FEED.items():
            write(os.path.join(names[pack], name), text.replace(',51,11', ',north,11') if pack == 'broken' else text)
    os.mkdir(names['empty'])
    write(names['text'], 'only text\n')
    write(names['good'], 'id,from,to,depart\nq,a,b,2026-12-03T06:00\n')
    write(names['noheader'], 'q,a,b,2026-12-03T06:00\n')
    write(names['badrows'], 'id,from,to,depart\nq,a,b,2026-12-03T06:00\nx,nope,b,2026-12-03T06:00\ny,a,b,never\n,a,b,2026-12-03T06:00\n')
    run(karvan, ['pack', 'compile', names['plain'], '-o', names['compiled']])
    data = bytearray(open(names['compiled'], 'rb').read())
    data[len(data) // 2] ^= 0x55
    open(names['damaged'], 'wb').write(data)
    return names


def main():
    karvan = os.path.abspath(sys.argv[1])
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix='karvan-wrong-') as folder:
        names = make_files(karvan, folder)
        fill = lambda text: text if '\x01' in text else text.replace('{', '\x02').replace('\x02', '{').format(**names)
        for arguments, code, must, why in ROWS:
            words = arguments.split() if isinstance(arguments, str) else arguments
            done = run(karvan, [fill(w) for w in words])
            tally.check(done.code == code, '%s: exit %d, not %d' % (why, done.code, code), done)
            for text in must:
                tally.check(fill(text) in done.err, '%s: stderr does not say "%s"' % (why, fill(text)), done)
            tally.check(done.code != 2 or 'try:' in done.err or 'usage:' in done.err, '%s: nothing to try' % why, done)
            tally.check(done.code != 2 or '--batch' in done.arguments or not done.out, '%s: an answer beside the mistake' % why, done)
            tally.tidy(done)
    assert len(ROWS) >= 60
    tally.finish()


main()
