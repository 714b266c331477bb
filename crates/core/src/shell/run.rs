//! Running what was parsed: expansions, redirections, pipes; and the table of commands.

use super::machine::{Machine, Shell};
use super::parse::{Node, Piece, Redirect, Word, parse};
use super::{Io, awk, braces, files, host, net, probe, sed, stream, system, text};

/// A command: its name, and what runs it with its words (without the name) and its input.
type Command = fn(&mut Shell<'_>, &[String], &str, &mut Io) -> i32;

/// The commands of a container.
#[rustfmt::skip]
pub(crate) const COMMANDS: &[(&str, Command)] = &[
    ("awk", awk::awk), ("base64", stream::base64), ("cat", files::cat), ("cd", files::cd), ("chmod", files::chmod), ("cp", files::cp),
    ("curl", net::curl), ("cut", text::cut), ("date", system::date), ("df", system::df), ("dig", net::dig),
    ("echo", text::echo), ("env", system::env), ("export", system::export), ("false", system::no),
    ("getent", net::getent), ("grep", text::grep), ("head", text::head), ("hostname", system::hostname),
    ("id", system::id), ("kill", system::kill), ("killall", system::pkill), ("ls", files::ls), ("mkdir", files::mkdir), ("mount", system::mount), ("mv", files::mv),
    ("nc", probe::nc), ("nslookup", net::nslookup), ("ping", probe::ping), ("pkill", system::pkill), ("printenv", system::env), ("printf", text::printf), ("ps", system::ps), ("pwd", files::pwd),
    ("rm", files::rm), ("sed", sed::sed), ("seq", text::seq), ("sleep", system::sleep), ("sort", text::sort),
    ("sync", system::yes), ("tail", text::tail), ("tee", text::tee), ("test", system::test), ("[", system::test),
    ("touch", files::touch), ("tr", stream::tr), ("true", system::yes), ("uniq", text::uniq), ("wc", text::wc),
    ("wget", net::wget), ("whoami", system::whoami), ("xargs", stream::xargs),
];

/// How many bytes a line may write, and how long a value may be.
pub(super) const LARGEST: usize = 1 << 20;

/// How deep shells may run shells.
const DEEPEST: u32 = 16;

impl Shell<'_> {
    /// Runs a script.
    pub fn script(&mut self, text: &str, stdin: &str, io: &mut Io) -> i32 {
        match parse(text) {
            Ok(node) => self.node(&node, stdin, io),
            Err(message) => {
                io.err += &format!("sh: {message}\n");
                self.memory.status = 2;
                2
            }
        }
    }

    pub(super) fn node(&mut self, node: &Node, stdin: &str, io: &mut Io) -> i32 {
        if self.memory.over || !self.may_run(io) {
            return self.memory.status;
        }
        let status = match node {
            Node::Simple { set, words } => self.simple(set, words, stdin, io),
            Node::Pipe(nodes) => self.pipe(nodes, stdin, io),
            Node::And(first, second) => match self.node(first, stdin, io) {
                0 => self.node(second, stdin, io),
                failed => failed,
            },
            Node::Or(first, second) => match self.node(first, stdin, io) {
                0 => 0,
                _ => self.node(second, stdin, io),
            },
            Node::Not(node) => i32::from(self.node(node, stdin, io) == 0),
            Node::List(nodes) => nodes.iter().fold(0, |_, node| self.node(node, stdin, io)),
            Node::If(condition, then, otherwise) => match (self.node(condition, stdin, io), otherwise) {
                (0, _) => self.node(then, stdin, io),
                (_, Some(otherwise)) => self.node(otherwise, stdin, io),
                (_, None) => 0,
            },
            Node::For(name, words, body) => self.each(name, words, body, stdin, io),
            Node::While(..) => {
                io.err += "sh: while: loops are simulated only in lines of their own\n";
                1
            }
            Node::Redirected(node, redirects) => self.redirected(node, redirects, stdin, io),
        };
        self.memory.status = status;
        status
    }

    fn may_run(&mut self, io: &mut Io) -> bool {
        if self.budget == 0 || io.out.len() + io.err.len() > LARGEST {
            io.err += "sh: too many commands for one line\n";
            self.memory.over = true;
            self.memory.status = 1;
            return false;
        }
        self.budget -= 1;
        true
    }

    fn each(&mut self, name: &str, words: &[Word], body: &Node, stdin: &str, io: &mut Io) -> i32 {
        let words: Vec<String> = words.iter().flat_map(|word| self.expand(word, io)).collect();
        words.into_iter().fold(0, |_, word| {
            self.memory.variables.insert(name.into(), word);
            self.node(body, stdin, io)
        })
    }

    /// Each command of a pipe but the last runs in a shell of its own; here only its `exit` stays its own.
    fn pipe(&mut self, nodes: &[Node], stdin: &str, io: &mut Io) -> i32 {
        let mut input = stdin.to_string();
        let mut status = 0;
        for (at, node) in nodes.iter().enumerate() {
            let mut piece = Io::default();
            status = self.node(node, &input, &mut piece);
            self.memory.over = false;
            io.err += &piece.err;
            if at + 1 == nodes.len() {
                io.out += &piece.out;
            } else {
                input = piece.out;
            }
        }
        status
    }

    fn redirected(&mut self, node: &Node, redirects: &[Redirect], stdin: &str, io: &mut Io) -> i32 {
        let mut input = stdin.to_string();
        let mut piece = Io::default();
        for redirect in redirects {
            match self.input(redirect, io) {
                Ok(given) => input = given.unwrap_or(input),
                Err(status) => return status,
            }
        }
        let status = self.node(node, &input, &mut piece);
        for redirect in redirects {
            match redirect {
                Redirect::From(_) | Redirect::Here(_) => {}
                Redirect::ErrToOut => piece.out += &std::mem::take(&mut piece.err),
                Redirect::OutToErr => piece.err += &std::mem::take(&mut piece.out),
                Redirect::To { out, err, append, file } => {
                    let mut text = String::new();
                    if *out {
                        text += &std::mem::take(&mut piece.out);
                    }
                    if *err {
                        text += &std::mem::take(&mut piece.err);
                    }
                    let file = self.expand(file, io).join(" ");
                    if let Err(problem) = self.write(&file, &text, *append) {
                        io.err += &format!("sh: {file}: {problem}\n");
                        return 1;
                    }
                }
            }
        }
        io.out += &piece.out;
        io.err += &piece.err;
        status
    }

    /// What a redirection gives a command to read, if it does.
    pub(super) fn input(&mut self, redirect: &Redirect, io: &mut Io) -> Result<Option<String>, i32> {
        match redirect {
            Redirect::Here(text) => Ok(Some(self.expand(text, io).join(" "))),
            Redirect::From(file) => {
                let file = self.expand(file, io).join(" ");
                self.read(&file).map(Some).map_err(|problem| {
                    io.err += &format!("sh: {file}: {problem}\n");
                    1
                })
            }
            Redirect::To { .. } | Redirect::ErrToOut | Redirect::OutToErr => Ok(None),
        }
    }

    fn simple(&mut self, set: &[(String, Word)], words: &[Word], stdin: &str, io: &mut Io) -> i32 {
        for (name, value) in set {
            let value = self.expand(value, io).join(" ");
            if value.len() > LARGEST {
                io.err += "sh: value too long\n";
                return 1;
            }
            self.memory.variables.insert(name.clone(), value);
        }
        let words: Vec<String> = words.iter().flat_map(|word| self.expand(word, io)).collect();
        if words.is_empty() { 0 } else { self.argv(&words, stdin, io) }
    }

    /// Runs one command from its words.
    pub fn argv(&mut self, words: &[String], stdin: &str, io: &mut Io) -> i32 {
        let Some((name, rest)) = words.split_first() else { return 0 };
        let name = name.rsplit('/').next().filter(|_| name.contains("/bin/")).unwrap_or(name);
        match name {
            "sh" | "bash" | "ash" => self.shell(rest, stdin, io),
            "exit" => {
                self.memory.over = true;
                rest.first().and_then(|code| code.parse().ok()).unwrap_or(self.memory.status)
            }
            ":" => 0,
            _ => match self.command(name) {
                Some(command) => command(self, rest, stdin, io),
                None => self.not_found(name, io),
            },
        }
    }

    /// The command of a name, here.
    fn command(&self, name: &str) -> Option<Command> {
        let of = |table: &[(&str, Command)]| {
            table.iter().find(|(known, _)| *known == name).map(|(_, command)| *command)
        };
        let own = match self.memory.machine {
            Machine::Terminal => of(host::COMMANDS),
            Machine::Pod { .. } | Machine::Node => None,
        };
        own.or_else(|| of(COMMANDS))
    }

    fn not_found(&self, name: &str, io: &mut Io) -> i32 {
        if let Some(instead) = host::instead(name).filter(|_| self.memory.machine == Machine::Terminal) {
            io.err += &format!("{name}: {instead}\n");
            return 127;
        }
        let own = if self.memory.machine == Machine::Terminal { host::COMMANDS } else { &[] };
        let known: Vec<&str> =
            own.iter().chain(COMMANDS).map(|(name, _)| *name).filter(|name| *name != "[").collect();
        io.err += &format!("sh: {name}: command not found\nhere are: {}\n", known.join(" "));
        127
    }

    /// `sh -c script`, `sh file`, or a script from standard input.
    fn shell(&mut self, words: &[String], stdin: &str, io: &mut Io) -> i32 {
        let depth = self.memory.variables.get("SHLVL").and_then(|level| level.parse().ok()).unwrap_or(0_u32);
        if depth >= DEEPEST {
            io.err += "sh: too many shells within shells\n";
            return 1;
        }
        let options = words.iter().take_while(|word| word.starts_with('-')).count();
        let with_script = words[..options].iter().any(|word| !word.starts_with("--") && word.contains('c'));
        let (script, input) = match words.get(options) {
            Some(script) if with_script => (script.clone(), stdin),
            Some(file) => match self.read(file) {
                Ok(script) => (script, stdin),
                Err(problem) => {
                    io.err += &format!("sh: {file}: {problem}\n");
                    return 127;
                }
            },
            None => (stdin.to_string(), ""),
        };
        let before = self.memory.clone();
        self.memory.variables.insert("SHLVL".into(), (depth + 1).to_string());
        let status = self.script(&script, input, io);
        let budget_spent = self.budget == 0;
        self.memory = before;
        self.memory.over = budget_spent;
        status
    }

    /// A word after its expansions: unquoted ones fall apart at blanks.
    pub(super) fn expand(&mut self, word: &Word, io: &mut Io) -> Vec<String> {
        if let [Piece::Text(text, false)] = word.as_slice()
            && let Some(words) = braces::expanded(text)
        {
            return words;
        }
        let mut words: Vec<String> = Vec::new();
        let mut current: Option<String> = None;
        for piece in word {
            let (text, quoted, splits) = match piece {
                Piece::Text(text, quoted) => (text.clone(), *quoted, false),
                Piece::Variable(name, quoted) => (self.parameter(name), *quoted, !quoted),
                Piece::Output(script, quoted) => (self.output(script, io), *quoted, !quoted),
            };
            if !splits {
                if quoted || !text.is_empty() {
                    current.get_or_insert_default().push_str(&text);
                }
                continue;
            }
            let mut parts = text.split_whitespace();
            if text.starts_with(char::is_whitespace) {
                words.extend(current.take());
            }
            if let Some(first) = parts.next() {
                current.get_or_insert_default().push_str(first);
            }
            for part in parts {
                words.extend(current.replace(part.into()));
            }
        }
        words.extend(current);
        self.globs(words, word)
    }

    /// `$NAME`, `${NAME:-otherwise}`, `${NAME##pattern}`, `${NAME%pattern}`.
    fn parameter(&self, name: &str) -> String {
        if let Some((name, otherwise)) = name.split_once(":-") {
            return self.variable(name).filter(|value| !value.is_empty()).unwrap_or_else(|| otherwise.into());
        }
        if let Some((name, pattern)) = name.split_once("##") {
            let value = self.variable(name).unwrap_or_default();
            let end = pattern.strip_prefix('*').and_then(|end| value.rfind(end).map(|at| at + end.len()));
            return end.map_or(value.clone(), |end| value[end..].into());
        }
        if let Some((name, pattern)) = name.split_once('%') {
            let value = self.variable(name).unwrap_or_default();
            let start =
                pattern.trim_start_matches('%').strip_suffix('*').and_then(|start| value.rfind(start));
            return start.map_or(value.clone(), |start| value[..start].into());
        }
        self.variable(name).unwrap_or_default()
    }

    fn output(&mut self, script: &str, io: &mut Io) -> String {
        if let Some(sum) = script.strip_prefix('(').and_then(|script| script.strip_suffix(')'))
            && let Some(number) = awk::calculated(sum, &self.memory.variables)
        {
            return number;
        }
        let mut inner = Io::default();
        let before = self.memory.clone();
        let depth = before.variables.get("SHLVL").and_then(|level| level.parse().ok()).unwrap_or(0_u32);
        if depth >= DEEPEST {
            return String::new();
        }
        self.memory.variables.insert("SHLVL".into(), (depth + 1).to_string());
        self.memory.status = self.script(script, "", &mut inner);
        self.memory = before;
        io.err += &inner.err;
        inner.out.trim_end_matches('\n').into()
    }

    /// Names for an unquoted `*` at the end of a path.
    fn globs(&self, words: Vec<String>, word: &Word) -> Vec<String> {
        let starred =
            word.iter().any(|piece| matches!(piece, Piece::Text(text, false) if text.ends_with('*')));
        if !starred {
            return words;
        }
        let names = |word: String| {
            let Some(prefix) = word.strip_suffix('*') else { return vec![word] };
            let (folder, start) =
                prefix.rsplit_once('/').map_or(("", prefix), |(folder, start)| (folder, start));
            let at = if prefix.contains('/') { format!("{folder}/") } else { String::new() };
            let place = if at.is_empty() { ".".to_string() } else { at.clone() };
            let names = self.entries(&place).unwrap_or_default();
            let hits = names.iter().filter(|name| name.starts_with(start) && !name.starts_with('.'));
            let found: Vec<String> = hits.map(|name| format!("{at}{}", name.trim_end_matches('/'))).collect();
            if found.is_empty() { vec![word] } else { found }
        };
        words.into_iter().flat_map(names).collect()
    }
}
