//! Regular expressions, basic and extended, as `grep`, `sed` and `awk` have them.

/// A regular expression.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    branches: Vec<Vec<Part>>,
    groups: usize,
}

#[derive(Clone, Debug)]
enum Part {
    Letter(char),
    Any,
    /// One of these ranges, or (`[^…]`) none of them.
    Class(bool, Vec<(char, char)>),
    Start,
    End,
    /// Alternatives, with the number of the group.
    Group(usize, Vec<Vec<Part>>),
    /// So many times at least and at most.
    Repeat(Box<Part>, usize, usize),
}

/// Where the whole and its groups match, in letters.
pub(super) type Places = Vec<Option<(usize, usize)>>;

/// How many steps a search may take: nobody's pattern hangs the page.
const STEPS: usize = 200_000;

/// How often groups may be repeated within each other, and how long a pattern may be: what is deeper is not found.
const DEEPEST: usize = 400;

impl Pattern {
    /// Reads a pattern. What is no operator in its kind stands for itself.
    pub(super) fn new(text: &str, extended: bool) -> Pattern {
        let letters: Vec<char> = text.chars().take(DEEPEST).collect();
        let mut reader = Reader { letters: &letters, at: 0, extended, groups: 0, depth: 0 };
        let branches = reader.branches();
        Pattern { branches, groups: reader.groups }
    }

    /// The first match at or after a place, of which the test approves.
    pub(super) fn find(
        &self,
        line: &[char],
        from: usize,
        fits: impl Fn(usize, usize) -> bool,
    ) -> Option<Places> {
        let mut search = Search { line, places: vec![None; self.groups + 1], steps: STEPS, depth: 0 };
        (from..=line.len()).find_map(|start| {
            let found = self.branches.iter().any(|branch| {
                search.run(branch, start, &mut |search, end| {
                    search.places[0] = Some((start, end));
                    fits(start, end)
                })
            });
            found.then(|| std::mem::take(&mut search.places))
        })
    }

    /// Whether it is in a line.
    pub(super) fn is_in(&self, line: &str) -> bool {
        let letters: Vec<char> = line.chars().collect();
        self.find(&letters, 0, |_, _| true).is_some()
    }
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
    extended: bool,
    groups: usize,
    depth: usize,
}

impl Reader<'_> {
    /// Whether an operator stands here: bare in an extended pattern, behind a backslash in a basic one.
    fn takes(&mut self, operator: char) -> bool {
        let rest = &self.letters[self.at..];
        let length = match (rest, self.extended) {
            ([letter, ..], true) if *letter == operator => 1,
            (['\\', letter, ..], false) if *letter == operator => 2,
            _ => return false,
        };
        self.at += length;
        true
    }

    fn branches(&mut self) -> Vec<Vec<Part>> {
        let mut branches = vec![Vec::new()];
        while self.at < self.letters.len() {
            let before = self.at;
            if self.depth > 0 && self.takes(')') {
                self.at = before;
                return branches;
            }
            if self.takes('|') {
                branches.push(Vec::new());
                continue;
            }
            let first = branches.last().is_none_or(Vec::is_empty);
            let part = self.part(first);
            let part = self.repeated(part);
            branches.last_mut().into_iter().for_each(|branch| branch.push(part.clone()));
        }
        branches
    }

    fn part(&mut self, first: bool) -> Part {
        if self.depth < 10 && self.takes('(') {
            self.groups += 1;
            let group = self.groups;
            self.depth += 1;
            let branches = self.branches();
            self.depth -= 1;
            self.takes(')');
            return Part::Group(group, branches);
        }
        let letter = self.letters[self.at];
        self.at += 1;
        let last = self.at == self.letters.len();
        match letter {
            '.' => Part::Any,
            '^' if first || self.extended => Part::Start,
            '$' if last || self.extended || self.letters[self.at..].starts_with(&['\\', ')']) => Part::End,
            '[' => self.class(),
            '\\' if !last => {
                self.at += 1;
                escaped(self.letters[self.at - 1])
            }
            letter => Part::Letter(letter),
        }
    }

    fn class(&mut self) -> Part {
        let rest: String = self.letters[self.at..].iter().collect();
        let not = rest.starts_with('^');
        let start = usize::from(not);
        let mut ranges = Vec::new();
        let letters: Vec<char> = rest.chars().collect();
        let mut at = start;
        while let Some(letter) = letters.get(at).copied() {
            if letter == ']' && at > start {
                break;
            }
            if let Some((ends, named)) = named(&letters[at..]) {
                ranges.extend(named);
                at += ends;
                continue;
            }
            match letters.get(at + 1..at + 3) {
                Some(['-', to]) if *to != ']' => {
                    ranges.push((letter, *to));
                    at += 3;
                }
                _ => {
                    ranges.push((letter, letter));
                    at += 1;
                }
            }
        }
        self.at = (self.at + at + 1).min(self.letters.len());
        Part::Class(not, ranges)
    }

    fn repeated(&mut self, part: Part) -> Part {
        let Some((least, most)) = self.times() else { return part };
        while self.times().is_some() {}
        Part::Repeat(Box::new(part), least, most)
    }

    /// `*`, `+`, `?`, `{2,4}`
    fn times(&mut self) -> Option<(usize, usize)> {
        if self.letters.get(self.at) == Some(&'*') {
            self.at += 1;
            return Some((0, usize::MAX));
        }
        if self.takes('+') {
            return Some((1, usize::MAX));
        }
        if self.takes('?') {
            return Some((0, 1));
        }
        self.takes('{').then(|| self.bounds())
    }

    /// `2}`, `2,}`, `2,4}`
    fn bounds(&mut self) -> (usize, usize) {
        let rest: String = self.letters[self.at..].iter().collect();
        let Some((inside, _)) = rest.split_once('}') else { return (1, 1) };
        self.at += inside.chars().count() + 1;
        let inside = inside.trim_end_matches('\\');
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        (least.parse().unwrap_or(0), most.parse().unwrap_or(usize::MAX))
    }
}

/// `\d`, `\w`, `\s` as GNU and Perl have them; another letter stands for itself.
fn escaped(letter: char) -> Part {
    let ranges = |letter| match letter {
        'd' => vec![('0', '9')],
        'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        _ => vec![(' ', ' '), ('\t', '\t')],
    };
    match letter {
        'd' | 'w' | 's' => Part::Class(false, ranges(letter)),
        'D' | 'W' | 'S' => Part::Class(true, ranges(letter.to_ascii_lowercase())),
        't' => Part::Letter('\t'),
        letter => Part::Letter(letter),
    }
}

/// `[:digit:]` within a class: its length, and what it stands for.
fn named(letters: &[char]) -> Option<(usize, Vec<(char, char)>)> {
    let text: String = letters.iter().take(12).collect();
    let name = text.strip_prefix("[:")?.split_once(":]")?.0;
    let ranges = match name {
        "digit" => vec![('0', '9')],
        "alpha" => vec![('a', 'z'), ('A', 'Z')],
        "alnum" => vec![('a', 'z'), ('A', 'Z'), ('0', '9')],
        "lower" => vec![('a', 'z')],
        "upper" => vec![('A', 'Z')],
        "space" | "blank" => vec![(' ', ' '), ('\t', '\t')],
        _ => return None,
    };
    Some((name.len() + 4, ranges))
}

struct Search<'a> {
    line: &'a [char],
    places: Places,
    steps: usize,
    depth: usize,
}

/// What follows a match that ends there.
type Then<'t, 'a> = &'t mut dyn FnMut(&mut Search<'a>, usize) -> bool;

impl<'a> Search<'a> {
    fn run(&mut self, parts: &[Part], at: usize, then: Then<'_, 'a>) -> bool {
        if self.steps == 0 {
            return false;
        }
        self.steps -= 1;
        let Some((part, rest)) = parts.split_first() else { return then(self, at) };
        match part {
            Part::Start => at == 0 && self.run(rest, at, then),
            Part::End => at == self.line.len() && self.run(rest, at, then),
            Part::Letter(_) | Part::Any | Part::Class(..) => {
                self.line.get(at).is_some_and(|letter| fits(part, *letter)) && self.run(rest, at + 1, then)
            }
            Part::Group(group, branches) => branches.iter().any(|branch| {
                self.run(branch, at, &mut |search, end| {
                    let before = search.places[*group].replace((at, end));
                    let well = search.run(rest, end, then);
                    if !well {
                        search.places[*group] = before;
                    }
                    well
                })
            }),
            Part::Repeat(part, least, most) => match **part {
                Part::Group(..) | Part::Repeat(..) => self.again(part, *least, *most, at, rest, then),
                _ => self.letters(part, *least, *most, at, rest, then),
            },
        }
    }

    /// A letter again and again, as often as possible.
    fn letters(
        &mut self,
        part: &Part,
        least: usize,
        most: usize,
        at: usize,
        rest: &[Part],
        then: Then<'_, 'a>,
    ) -> bool {
        let run = self.line[at..].iter().take(most).take_while(|letter| fits(part, **letter)).count();
        self.steps = self.steps.saturating_sub(run / 32);
        (least..=run).rev().any(|count| self.run(rest, at + count, then))
    }

    /// A group again and again.
    fn again(
        &mut self,
        part: &Part,
        least: usize,
        most: usize,
        at: usize,
        rest: &[Part],
        then: Then<'_, 'a>,
    ) -> bool {
        self.depth += 1;
        let more = most > 0
            && self.depth < DEEPEST
            && self.run(std::slice::from_ref(part), at, &mut |search, end| {
                end > at && search.again(part, least.saturating_sub(1), most - 1, end, rest, then)
            });
        self.depth -= 1;
        more || (least == 0 && self.run(rest, at, then))
    }
}

/// Whether a letter is what one part wants.
fn fits(part: &Part, letter: char) -> bool {
    match part {
        Part::Letter(known) => *known == letter,
        Part::Any => true,
        Part::Class(not, ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *not,
        Part::Start | Part::End | Part::Group(..) | Part::Repeat(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, extended: bool, line: &str) -> String {
        let letters: Vec<char> = line.chars().collect();
        let places = Pattern::new(pattern, extended).find(&letters, 0, |_, _| true);
        let text = |place: Option<(usize, usize)>| {
            place.map_or("-".into(), |(start, end)| letters[start..end].iter().collect::<String>())
        };
        places.map_or("none".into(), |places| places.into_iter().map(text).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn both_kinds_of_patterns_are_found_with_their_groups() {
        for (pattern, extended, line, expected) in [
            ("b.*d", false, "abcdcde", "bcdcd"),
            ("^a", false, "ba", "none"),
            ("c$", false, "abc", "c"),
            ("web-[0-9]+", true, "pod/web-12 x", "web-12"),
            ("web-[0-9]\\+", false, "pod/web-12 x", "web-12"),
            ("web-[0-9]+", false, "web-1", "none"),
            ("(.*)-([0-9]+)", true, "my-web-3", "my-web-3|my-web|3"),
            ("\\(a\\|b\\)c", false, "xbc", "bc|b"),
            ("Error|Crash", true, "CrashLoop", "Crash"),
            ("(ab){2}", true, "ababab", "abab|ab"),
            ("[^ ]*$", false, "one two", "two"),
            ("[[:digit:]]{2}", true, "a123", "12"),
            ("x?y", true, "y", "y"),
            ("a**b", true, "b", "b"),
            ("[", false, "[", "none"),
            ("(", true, "(", "|"),
        ] {
            assert_eq!(found(pattern, extended, line), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_would_take_for_ever_is_given_up() {
        assert_eq!(found("(a*)*b", true, &"a".repeat(2_000)), "none");
        assert_eq!(found(".*.*.*.*.*b", true, &"a".repeat(100_000)), "none");
    }
}
