//! Command-line flags as kubectl takes them: anywhere among the words, `-n x`, `-nx`, `-n=x`, `--name x`, `--name=x`.

use super::failure::Failure;

/// Flags that every verb knows. See [`Args::parse`] for the notation.
const GLOBAL: &str =
    "namespace,n= context= cluster= user= kubeconfig= request-timeout= server,s= v,v= help,h";

/// The words of a command line, sorted out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Args {
    /// The words that are not flags.
    pub words: Vec<String>,
    /// The words after `--`; none where there is no `--`.
    pub rest: Option<Vec<String>>,
    flags: Vec<(&'static str, String)>,
    /// The notation of the verb's flags.
    notation: &'static str,
}

/// A flag of a verb.
#[derive(Clone, Copy, Debug)]
struct Flag {
    name: &'static str,
    short: Option<char>,
    value: Needs,
}

/// What a flag wants after its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// A value.
    Value,
    /// Nothing; `=false` turns it off.
    Nothing,
    /// Nothing, or a value after `=`; with nothing it is this.
    Perhaps(&'static str),
}

/// Reads one word of the notation: `watch,w` is a switch, `output,o=` takes a value, `cascade?background` may take one.
fn flag(word: &'static str) -> Flag {
    let (names, value) = match (word.strip_suffix('='), word.split_once('?')) {
        (Some(names), _) => (names, Needs::Value),
        (None, Some((names, default))) => (names, Needs::Perhaps(default)),
        (None, None) => (word, Needs::Nothing),
    };
    let (name, short) =
        names.split_once(',').map_or((names, None), |(name, short)| (name, short.chars().next()));
    Flag { name, short, value }
}

/// The flags of a notation and those of every verb.
fn table(notation: &'static str) -> impl Iterator<Item = Flag> {
    notation.split(' ').chain(GLOBAL.split(' ')).filter(|word| !word.is_empty()).map(flag)
}

/// The long names of a verb's flags, for completion and help.
pub(crate) fn flag_names(notation: &'static str) -> impl Iterator<Item = &'static str> {
    table(notation).map(|flag| flag.name)
}

/// The words of a line that is still being typed which are no flags, and the flag that wants a value next.
pub(crate) fn typed<'w>(notation: &'static str, words: &[&'w str]) -> (Vec<&'w str>, Option<&'static str>) {
    let (mut plain, mut wanting) = (Vec::new(), None);
    for word in words {
        if wanting.take().is_some() {
            continue;
        }
        let known = match word.strip_prefix("--") {
            Some(long) => table(notation).find(|flag| flag.name == long),
            None => {
                let short = word.strip_prefix('-').and_then(|letters| letters.chars().last());
                short.and_then(|letter| table(notation).find(|flag| flag.short == Some(letter)))
            }
        };
        wanting = known.filter(|flag| flag.value == Needs::Value).map(|flag| flag.name);
        if word.len() < 2 || !word.starts_with('-') {
            plain.push(*word);
        }
    }
    (plain, wanting)
}

/// The long name of a flag that is typed: `--namespace`, `-n`.
pub(crate) fn flag_typed(notation: &'static str, word: &str) -> Option<&'static str> {
    typed(notation, &[word]).1
}

impl Args {
    /// Whether the verb looks at manifests before it sends them (`--validate`).
    pub fn validates(&self) -> bool {
        table(self.notation).any(|flag| flag.name == "validate")
            && !matches!(self.get("validate"), Some("false" | "ignore"))
    }

    /// Reads the words after a verb. The notation lists the verb's flags, a blank between two: `name` for a switch,
    /// `name=` for one with a value, `name?default` for one that may have a value; `,x` gives the short form.
    ///
    /// # Errors
    /// For unknown flags and missing values, in the words of kubectl (package pflag).
    pub fn parse(verb: &str, notation: &'static str, words: &[String]) -> Result<Args, Failure> {
        let mut args = Args { notation, ..Args::default() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let read = match word.strip_prefix("--") {
                Some("") => {
                    args.rest = Some(words.by_ref().cloned().collect());
                    break;
                }
                Some(long) => args.long(notation, long, &mut words),
                None if word.len() > 1 && word.starts_with('-') => args.short(notation, word, &mut words),
                None => {
                    args.words.push(word.clone());
                    Ok(())
                }
            };
            read.map_err(|message| Failure::usage(verb, &message))?;
        }
        Ok(args)
    }

    fn long<'a>(
        &mut self,
        notation: &'static str,
        word: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), String> {
        let (name, given) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let flag = table(notation).find(|flag| flag.name == name).ok_or(format!("unknown flag: --{name}"))?;
        let value = match (given, flag.value) {
            (Some(value), _) => value.into(),
            (None, Needs::Nothing) => "true".into(),
            (None, Needs::Perhaps(default)) => default.into(),
            (None, Needs::Value) => rest.next().ok_or(format!("flag needs an argument: --{name}"))?.clone(),
        };
        self.flags.push((flag.name, value));
        Ok(())
    }

    fn short<'a>(
        &mut self,
        notation: &'static str,
        word: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), String> {
        let letters = &word[1..];
        for (at, letter) in letters.char_indices() {
            let known = table(notation).find(|flag| flag.short == Some(letter));
            let flag = known.ok_or(format!("unknown shorthand flag: '{letter}' in -{}", &letters[at..]))?;
            let after = &letters[at + letter.len_utf8()..];
            let given = after.strip_prefix('=').or((!after.is_empty()).then_some(after));
            let value = match (flag.value, given) {
                (Needs::Nothing, Some(value)) if after.starts_with('=') => value.to_string(),
                (Needs::Nothing, _) => {
                    self.flags.push((flag.name, "true".into()));
                    continue;
                }
                (Needs::Value | Needs::Perhaps(_), Some(value)) => value.to_string(),
                (Needs::Perhaps(default), None) => default.into(),
                (Needs::Value, None) => {
                    let missing = || format!("flag needs an argument: '{letter}' in -{}", &letters[at..]);
                    rest.next().ok_or_else(missing)?.clone()
                }
            };
            self.flags.push((flag.name, value));
            return Ok(());
        }
        Ok(())
    }

    /// The command line again, its flags at the end (`parseCommandArguments`).
    pub fn line(&self, verb: &str) -> String {
        let words = self.words.iter().map(|word| format!(" {word}"));
        let flags = self.flags.iter().map(|(flag, value)| format!(" --{flag}={value}"));
        format!("kubectl {verb}{}", words.chain(flags).collect::<String>())
    }

    /// How many flags are given.
    pub fn given(&self) -> usize {
        self.flags.len()
    }

    /// A flag's value: the last one given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.flags.iter().rev().find(|(flag, _)| *flag == name).map(|(_, value)| value.as_str())
    }

    /// The same flags and these switches, with other words.
    pub fn with(&self, words: Vec<String>, switches: &[&'static str]) -> Args {
        let mut args = Args { words, ..self.clone() };
        args.flags.extend(switches.iter().map(|switch| (*switch, "true".to_string())));
        args
    }

    /// All values of a flag that may be given several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.flags.iter().filter(move |(flag, _)| *flag == name).map(|(_, value)| value.as_str())
    }

    /// All values of a flag that may be given several times, each of which may be a list.
    pub fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let given = self.flags.iter().filter(move |(flag, _)| *flag == name);
        given.flat_map(|(_, value)| value.split(','))
    }

    /// Whether a switch is on.
    pub fn on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value, "true" | "1" | "t" | "T" | "True" | "TRUE"))
    }

    /// Whether a switch is on that is on unless it is turned off.
    pub fn on_unless_off(&self, name: &str) -> bool {
        self.get(name).is_none() || self.on(name)
    }

    /// A whole number, if the flag is given.
    ///
    /// # Errors
    /// When its value is no whole number.
    pub fn number(&self, verb: &str, name: &str) -> Result<Option<i64>, Failure> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let problem = || {
            let message = format!(
                "invalid argument {text:?} for \"--{name}\" flag: strconv.ParseInt: parsing {text:?}: invalid syntax"
            );
            Failure::usage(verb, &message)
        };
        text.parse().map(Some).map_err(|_| problem())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &str = "output,o= watch,w all-namespaces,A selector,l= dry-run?unchanged";

    fn parse(line: &str) -> Result<Args, Failure> {
        let words: Vec<String> = line.split(' ').map(String::from).collect();
        Args::parse("get", GET, &words)
    }

    fn message(line: &str) -> String {
        parse(line).map_or_else(|failure| failure.message, |args| format!("{args:?}"))
    }

    #[test]
    fn flags_may_stand_anywhere_and_in_every_form() {
        for line in ["pods -n x -o wide -w", "-nx pods -owide --watch", "--namespace=x -wo=wide pods -n=x"] {
            let args = parse(line).expect(line);
            assert_eq!(args.words, ["pods"], "{line}");
            assert_eq!((args.get("namespace"), args.get("output")), (Some("x"), Some("wide")), "{line}");
            assert!(args.on("watch"), "{line}");
        }
    }

    #[test]
    fn a_switch_may_be_turned_off_and_a_value_may_be_left_out() {
        let args = parse("--watch=false --dry-run pods").expect("known flags");
        assert!(!args.on("watch"));
        assert_eq!(args.get("dry-run"), Some("unchanged"));
        assert_eq!(args.words, ["pods"]);
    }

    #[test]
    fn words_after_two_dashes_are_kept_apart() {
        let args = parse("pod -w -- ls -l").expect("known flags");
        assert_eq!(args.rest, Some(vec!["ls".to_string(), "-l".to_string()]));
    }

    #[test]
    fn unknown_flags_and_missing_values_are_said_as_kubectl_does() {
        let hint = "\nSee 'kubectl get --help' for usage.\n";
        assert_eq!(message("pods --nonsense"), format!("error: unknown flag: --nonsense{hint}"));
        assert_eq!(message("pods -zw"), format!("error: unknown shorthand flag: 'z' in -zw{hint}"));
        assert_eq!(message("pods --output"), format!("error: flag needs an argument: --output{hint}"));
        assert_eq!(message("pods -o"), format!("error: flag needs an argument: 'o' in -o{hint}"));
    }
}
