"""Running the program in tests: its streams, its exit code, and what must hold for every answer."""
import os
import subprocess
import unicodedata

COLUMNS = 100


class Done:
    def __init__(self, arguments, done):
        self.arguments, self.code, self.out, self.err = arguments, done.returncode, done.stdout, done.stderr

    def __str__(self):
        shown = ' '.join("'%s'" % a if ' ' in a or not a else a for a in self.arguments)
        return 'karvan %s\n  exit %d\n  stdout %s\n  stderr %s' % (shown, self.code, self.out[:600], self.err[:600])


def run(karvan, arguments, **environment):
    """arguments: a list, or a text without quotes that is cut at blanks"""
    if isinstance(arguments, str):
        arguments = arguments.split()
    clean = {k: v for k, v in os.environ.items() if k not in ('NO_COLOR', 'COLUMNS')}
    clean.update(environment)
    done = subprocess.run([karvan] + arguments, capture_output=True, text=True, timeout=120, env=clean, stdin=subprocess.DEVNULL)
    return Done(arguments, done)


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


class Tally:
    """counts checks; a failure is told and the others go on"""

    def __init__(self):
        self.checks = self.failures = 0

    def check(self, good, what, detail=''):
        self.checks += 1
        if not good:
            self.failures += 1
            print('FAILED: %s\n%s' % (what, detail))

    def tidy(self, done):
        """no wide line, no colour, no blanks at the end of a line of text"""
        wide = [l for l in done.out.splitlines() if width(l) > COLUMNS]
        self.check(not wide, 'a line wider than %d columns: %s' % (COLUMNS, wide[:1]), done)
        self.check(not [l for l in done.out.splitlines() if l != l.rstrip()], 'blanks at the end of a line', done)
        self.check('\033' not in done.out + done.err, 'colour although nothing is a terminal', done)

    def finish(self):
        print('%d checks, %d failed' % (self.checks, self.failures))
        raise SystemExit(1 if self.failures or not self.checks else 0)
