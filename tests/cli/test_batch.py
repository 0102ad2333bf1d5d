"""karvan plan --batch: files of questions, their lines, the summary; and on the reference corridor the same sets as single plans.

    test_batch.py KARVAN
"""
import json
import os
import random
import subprocess
import sys
import tempfile

from command import Tally, run
from feed import FEED

KARVAN = os.path.abspath(sys.argv[1])
T = Tally()


def ask(folder, text, arguments, name='q.csv'):
    path = os.path.join(folder, name)
    with open(path, 'w', newline='') as f:
        f.write(text)
    return run(KARVAN, ['plan', '--batch', path] + arguments)


def check_forms(folder, pack):
    """what a file of questions may look like, and what comes back; each row tells why"""
    head = 'id,transfers,departure,arrival\n'
    local, utc = 'q,0,2026-12-03T08:00:00,2026-12-03T09:00:00\n', 'q,0,2026-12-03T07:00:00Z,2026-12-03T08:00:00Z\n'
    rows = [
        ('id,from,to,depart\nq,a,b,2026-12-03T06:00\n', local, 0, 'local time of the pack'),
        ('id,from,to,depart\nq,a,b,2026-12-03 06:00:30\n', local, 0, 'a blank between date and time, seconds'),
        ('id,from,to,depart\nq,a,b,2026-12-03\n', local, 0, 'a bare date begins at midnight'),
        ('id,from,to,depart\nq,a,b,2026-12-03T06:00Z\n', utc, 0, 'UTC is answered in UTC'),
        ('id,from,to,depart\nq,a,b,2026-12-03T10:00+05:00\n', utc, 0, 'and so is any other offset'),
        ('depart,to,from,id\n2026-12-03T06:00,b,a,q\n', local, 0, 'columns in another order'),
        ('\ufeffid,name,from,to,depart,arrive_by\r\n"q",x,a,"b",2026-12-03T06:00,\r\n', local, 0, 'BOM, CRLF, quotes, an unknown column, no latest arrival'),
        ('id,from,to,depart,arrive_by\nq,a,b,2026-12-03T06:00,2026-12-03T09:00\n', local, 0, 'arrival at the very last moment'),
        ('id,from,to,depart,arrive_by\nq,a,b,2026-12-03T06:00,2026-12-03T08:59:59\n', '', 1, 'a second too late: no line, and exit 1'),
        ('id,from,to,depart\nq,a,b,2026-12-03T08:00\n', local, 0, 'ready at the moment of departure'),
        ('id,from,to,depart\nq,a,b,2026-12-03T08:00:01\n', local.replace('-03T', '-04T'), 0, 'a second later it is gone'),
        ('id,from,to,depart\nq,b,a,2026-12-03T08:00\n', '', 1, 'nothing goes the other way'),
        ('id,from,to,depart\n', '', 1, 'no questions: nothing found'),
        ('id,from,to,depart\n"q,""1""",a,b,2026-12-03T06:00\n', local.replace('q,0', '"q,""1""",0'), 0, 'an id that needs quotes gets them'),
        ('id,from,to,depart\nz,b,a,2026-12-03T06:00\nq,a,b,2026-12-03T06:00\nr,a,b,2026-12-03T06:00\n', local + local.replace('q,', 'r,'), 0,
         'in the order of the file; a question without an answer has no line'),
        ('id,from,to,depart\nq,a,b,2026-12-03T06:00\nr,a,b\ns,a,b,2026-12-03T06:00\n', local + local.replace('q,', 's,'), 2, 'a short row among good ones'),
    ]
    for text, lines, code, why in rows:
        done = ask(folder, text, ['--pack', pack])
        T.check(done.code == code, '%s: exit %d, not %d' % (why, done.code, code), done)
        T.check(done.out == head + lines, '%s:\n%s' % (why, lines), done)
    done = ask(folder, rows[0][0], ['--pack', pack])
    for word in ('queries    1, 1 answered, 1 journeys', 'mean ', 'p50 ', 'p95 ', 'p99 ', 'kept', 'rides scanned', 'MB resident', 'threads    1', 'wall', 'read in', 'compiled in'):
        T.check(word in done.err, 'the summary does not say "%s"' % word, done)
    T.check(ask(folder, rows[0][0], ['--pack', pack, '--quiet']).err == '', '--quiet')
    done = ask(folder, 'id,from,to,depart\nq,a,b,2031-01-01T06:00\n', ['--pack', pack])
    T.check(done.code == 1 and "outside the pack's days 2026-12-01 .. 2026-12-31" in done.err, 'outside the validity of the pack', done)
    done = ask(folder, 'id,from,to,depart\nq,a,b,2026-12-03T06:00\n', ['--pack', pack, '--profile', '48h'])
    T.check(done.out == head + local + local.replace('-03T', '-04T'), 'a profile of two days', done)
    done = ask(folder, 'id,from,to,depart\nq,a,b,2026-12-03T06:00\n', ['--pack', pack, '--from-date', '2026-12-10', '--days', '2'])
    T.check(done.out == head + local.replace('-03T', '-10T'), 'days of the feed', done)
    done = ask(folder, 'id,from,to,depart\n"q\\",a,b,2026-12-03T06:00\n', ['--pack', pack, '--json', '--quiet'])
    T.check(json.loads(done.out) == {'id': 'q\\', 'transfers': 0, 'departure': '2026-12-03T08:00:00', 'arrival': '2026-12-03T09:00:00'}, 'a line of JSON', done)
    piped = subprocess.run([KARVAN, 'plan', '--batch', '-', '--pack', pack, '--quiet'], input=rows[0][0], capture_output=True, text=True)
    T.check(piped.returncode == 0 and piped.stdout == head + local, 'questions from standard input: %s' % piped.stderr)


def check_documented(folder, pack):
    """the example of docs/command-line.md, word for word"""
    done = ask(folder, 'id,from,to,depart,arrive_by\nq1,a,b,2026-12-03T06:00,\nq2,a,b,2026-12-03T05:00:00Z,2026-12-04T00:00:00Z\n', ['--pack', pack])
    T.check(done.out == 'id,transfers,departure,arrival\nq1,0,2026-12-03T08:00:00,2026-12-03T09:00:00\nq2,0,2026-12-03T07:00:00Z,2026-12-03T08:00:00Z\n',
            'the documented example', done)


def check_damaged(folder, pack):
    """any bytes at all: an answer or a message, never a crash"""
    good = b'id,from,to,depart,arrive_by\nq,a,b,2026-12-03T06:00,2026-12-04T06:00Z\n"r,1",a,b,2026-12-03 06:00:00,\n'
    path = os.path.join(folder, 'damaged.csv')
    for seed in range(150):
        r = random.Random(seed)
        data = bytearray(good)
        for _ in range(r.randint(1, 6)):
            at = r.randrange(len(data))
            how = r.randrange(4)
            if how == 0:
                data[at] = r.randrange(256)
            elif how == 1:
                del data[at:at + r.randint(1, 9)]
            elif how == 2:
                data[at:at] = r.choice([b'"', b',', b'\n', b'\0', b'\xff', b'9' * 400, b'\r', b'a,' * 300])
            else:
                data += data[at:]
            data = data or bytearray(b'x')
        with open(path, 'wb') as f:
            f.write(data)
        done = subprocess.run([KARVAN, 'plan', '--batch', path, '--pack', pack, '--quiet'], capture_output=True)
        T.check(done.returncode in (0, 1, 2) and (done.returncode != 2 or done.stderr), 'seed %d: exit %d' % (seed, done.returncode), done.stderr[-600:])


def vector(fields, has):
    id_, transfers, departure, arrival = fields[:4]
    out = [int(transfers), departure, arrival]
    rest = fields[4:]
    if 'price' in has:
        out.append(round(float(rest[0]) * 100))
        rest = rest[2:]
    if 'co2e' in has:
        out.append(round(float(rest[0]) * 1000))
        rest = rest[1:]
    if 'chance' in has:
        out.append(round(float(rest[0]), 4))
    return id_, tuple(out)


def check_freight(folder):
    """a batch on the reference corridor finds what single plans find"""
    asked = [('KZAAU-PORT', 'GEPTI-PORT', '2026-12-01T06:00:00Z', ''), ('CNXAG-RAIL', 'AZALA-PORT', '2026-11-03T00:00:00Z', ''),
             ('KZAAU-PORT', 'GEPTI-PORT', '2027-02-01T06:00:00Z', '2027-02-20T00:00:00Z'), ('AZALA-PORT', 'GEPTI-PORT', '2026-12-05T12:00:00Z', '')]
    text = 'id,from,to,depart,arrive_by\n' + ''.join('q%d,%s\n' % (i, ','.join(q)) for i, q in enumerate(asked))
    cargo = ['--cargo', '2x45G1', '--weight', '20t', '--hs', '8471', '--transfers-max', '3']
    for criteria in ('arrival,transfers', 'arrival,transfers,price,co2e', 'arrival,transfers,price,co2e,chance'):
        has = criteria.split(',')
        done = ask(folder, text, ['--criteria', criteria] + cargo)
        T.check(done.code == 0, 'a batch with ' + criteria, done)
        found = {}
        for line in done.out.splitlines()[1:]:
            id_, v = vector(line.split(','), has)
            found.setdefault(id_, set()).add(v)
        for i, (a, b, depart, by) in enumerate(asked):
            one = run(KARVAN, ['plan', a, b, '--depart', depart, '--criteria', criteria, '--truck-km-max', '0', '--json', '--all', '--thorough'] + cargo
                      + (['--arrive-by', by] if by else []))
            want = set()
            for o in json.loads(one.out)['all']:
                v = [o['transhipments'], o['depart']['time'], o['arrive']['time']]
                v += [round(float(o['price']['amount']) * 100)] if 'price' in has else []
                v += [round(o['co2e_kg'] * 1000)] if 'co2e' in has else []
                v += [round(o['chance'], 4)] if 'chance' in has else []
                want.add(tuple(v))
            T.check(found.get('q%d' % i, set()) == want, 'q%d by %s: the batch has %d vectors, the plan %d; %s' % (
                i, criteria, len(found.get('q%d' % i, ())), len(want), sorted(found.get('q%d' % i, set()) ^ want)[:3]))
    lines = {ask(folder, text, ['--criteria', 'arrival,transfers,price', '--threads', n] + cargo).out for n in ('1', '2', '7')}
    T.check(len(lines) == 1, 'the number of threads changes the answer')
    header = ask(folder, text, ['--criteria', 'arrival,transfers,price,co2e,chance', '--quiet'] + cargo).out.splitlines()[0]
    T.check(header == 'id,transfers,departure,arrival,price,currency,co2e_kg,chance', 'header: ' + header)


def check_many(folder, pack):
    """more questions than one block, several threads, always the order of the file"""
    rows = ['q%d,a,b,2026-12-%02dT%02d:00' % (i, 1 + i * 7 % 30, i % 24) for i in range(500)]
    text = 'id,from,to,depart\n' + '\n'.join(rows) + '\n'
    outs = {ask(folder, text, ['--pack', pack, '--quiet', '--threads', n]).out for n in ('1', '2', '5')}
    T.check(len(outs) == 1, 'the number of threads changes the answer')
    ids = [line.split(',')[0] for line in outs.pop().splitlines()[1:]]
    T.check(len(ids) >= 480 and ids == [r.split(',')[0] for r in rows if r.split(',')[0] in set(ids)], 'order of %d answers' % len(ids))


with tempfile.TemporaryDirectory(prefix='karvan-batch-') as where:
    plain = os.path.join(where, 'feed')
    os.mkdir(plain)
    for file, content in FEED.items():
        with open(os.path.join(plain, file), 'w') as f:
            f.write(content)
    check_forms(where, plain)
    check_documented(where, plain)
    check_damaged(where, plain)
    check_freight(where)
    check_many(where, plain)
T.finish()
