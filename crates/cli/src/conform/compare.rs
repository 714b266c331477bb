//! Compares what a step did with what was recorded, and says where they differ.

use super::chance;
use super::observe::Observed;
use super::trace::{Loose, Recorded};
use serde_json::Value;
use std::fmt;

/// A place where a step differs from its recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What differs: `pods`, `out`, `state.Pod.web-0.phase`.
    pub what: String,
    /// As it was recorded; empty for nothing.
    pub expected: Vec<String>,
    /// As it is; empty for nothing.
    pub got: Vec<String>,
}

impl Difference {
    /// The first lines that differ, without what both begin with.
    pub fn first(&self) -> (Option<&str>, Option<&str>) {
        let same = self.expected.iter().zip(&self.got).take_while(|(a, b)| a == b).count();
        (self.expected.get(same).map(String::as_str), self.got.get(same).map(String::as_str))
    }
}

impl fmt::Display for Difference {
    /// All of it, as `diff` has it: `-` for what was recorded, `+` for what is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    {}", self.what)?;
        for (mark, line) in changes(&self.expected, &self.got) {
            writeln!(f, "    {mark} {line}")?;
        }
        Ok(())
    }
}

/// Where a step's behaviour differs.
pub fn behaviour(recorded: &Recorded, observed: &Observed, ordered: bool) -> Vec<Difference> {
    let lists: [(&str, &[String], bool); 5] = [
        ("pods", &observed.pods, ordered),
        ("claims", &observed.claims, ordered),
        ("volumes", &observed.volumes, ordered),
        ("revisions", &observed.revisions, true),
        ("events", &observed.events, ordered),
    ];
    let mut differences: Vec<Difference> =
        lists.into_iter().filter_map(|(key, got, ordered)| lines(recorded, key, got, ordered)).collect();
    differences.retain(|difference| !by_chance(difference, recorded, observed));
    let kinds_left_out = recorded.loose_kinds();
    states(recorded.state(), &observed.state, &kinds_left_out, &mut differences);
    differences
}

/// Where a step's command differs in what it wrote and how it ended.
pub fn command(recorded: &Recorded, observed: &Observed) -> Vec<Difference> {
    let exit = |code: Option<i64>| code.map(|code| code.to_string()).into_iter().collect::<Vec<_>>();
    let exits = Difference {
        what: "exit".into(),
        expected: exit(recorded.exit()),
        got: exit(observed.exit.map(i64::from)),
    };
    let exits = Some(exits).filter(|d| d.expected != d.got && recorded.loose("exit") != Loose::Skip);
    let texts = [("out", &observed.out), ("err", &observed.err)];
    exits
        .into_iter()
        .chain(texts.into_iter().filter_map(|(key, got)| lines(recorded, key, got, true)))
        .collect()
}

fn lines(recorded: &Recorded, key: &str, got: &[String], ordered: bool) -> Option<Difference> {
    let loose = recorded.loose(key);
    let (mut expected, mut got) = (recorded.lines(key), got.to_vec());
    if loose == Loose::Skip {
        return None;
    }
    if !ordered || loose == Loose::Order {
        expected.sort();
        got.sort();
    }
    (expected != got).then(|| Difference { what: key.into(), expected, got })
}

/// Whether two orders differ only where a real cluster would have done either.
fn by_chance(difference: &Difference, recorded: &Recorded, observed: &Observed) -> bool {
    let expected = chance::settled(difference.expected.clone(), &recorded.lines("pods"));
    let got = chance::settled(difference.got.clone(), &observed.pods);
    ["claims", "events"].contains(&&*difference.what) && expected == got
}

fn states(expected: &Value, got: &Value, left_out: &[&str], differences: &mut Vec<Difference>) {
    let empty = serde_json::Map::new();
    let (expected, got) = (expected.as_object().unwrap_or(&empty), got.as_object().unwrap_or(&empty));
    let kinds = expected.keys().chain(got.keys().filter(|kind| !expected.contains_key(*kind)));
    for kind in kinds.filter(|kind| !left_out.contains(&kind.as_str())) {
        value(&format!("state.{kind}"), expected.get(kind), got.get(kind), differences);
    }
}

/// Looks for the smallest parts that differ.
fn value(path: &str, expected: Option<&Value>, got: Option<&Value>, differences: &mut Vec<Difference>) {
    if expected == got {
        return;
    }
    if let (Some(Value::Object(a)), Some(Value::Object(b))) = (expected, got) {
        for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
            value(&format!("{path}.{key}"), a.get(key), b.get(key), differences);
        }
        return;
    }
    let text = |value: Option<&Value>| value.map(Value::to_string).into_iter().collect();
    differences.push(Difference { what: path.into(), expected: text(expected), got: text(got) });
}

/// The lines of both with what was added and removed marked: by their longest common subsequence.
fn changes<'a>(old: &'a [String], new: &'a [String]) -> Vec<(char, &'a str)> {
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let longest = common[i + 1][j].max(common[i][j + 1]);
            common[i][j] = if a == b { common[i + 1][j + 1] + 1 } else { longest };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i].as_str()));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(('-', old[i].as_str()));
            i += 1;
        } else {
            lines.push(('+', new[j].as_str()));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differences(recorded: Value, observed: &Observed, ordered: bool) -> String {
        let recorded = Recorded::new(recorded);
        let all = [behaviour(&recorded, observed, ordered), command(&recorded, observed)].concat();
        all.iter().map(Difference::to_string).collect()
    }

    fn observed(pods: &[&str], state: Value) -> Observed {
        Observed { pods: pods.iter().map(|line| (*line).to_owned()).collect(), state, ..Observed::default() }
    }

    #[test]
    fn a_line_too_many_and_one_too_few_are_shown_where_they_are() {
        let recorded = json!({"pods": ["web-0 Running", "web-0 ready", "create web-1"]});
        let text = differences(
            recorded,
            &observed(&["web-0 Running", "create web-1", "web-1 Running"], json!({})),
            true,
        );
        let expected =
            "    pods\n      web-0 Running\n    - web-0 ready\n      create web-1\n    + web-1 Running\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_key_that_is_absent_means_that_nothing_happened() {
        let text = differences(json!({}), &observed(&["web-0 deleting"], Value::Null), true);
        assert_eq!(text, "    pods\n    + web-0 deleting\n");
    }

    #[test]
    fn order_counts_unless_the_trace_says_otherwise() {
        let swapped = || observed(&["b", "a"], json!({}));
        let recorded = || json!({"pods": ["a", "b"]});
        assert_ne!(differences(recorded(), &swapped(), true), "");
        assert_eq!(differences(recorded(), &swapped(), false), "");
        let mut loose = recorded();
        loose["loose"] = json!({"pods": "order"});
        assert_eq!(differences(loose, &swapped(), true), "");
    }

    #[test]
    fn what_is_loose_is_not_compared() {
        let recorded =
            json!({"pods": ["a"], "state": {"Pod": {"a": 1}}, "loose": {"pods": "skip", "state": ["Pod"]}});
        assert_eq!(differences(recorded, &observed(&["b"], json!({"Pod": {"a": 2}})), true), "");
    }

    #[test]
    fn states_are_compared_down_to_the_field() {
        let recorded =
            json!({"state": {"Pod": {"web-0": {"phase": "Running", "ready": true}}, "Service": {"web": {}}}});
        let got = json!({"Pod": {"web-0": {"phase": "Running", "ready": false}, "web-1": {}}});
        let text = differences(recorded, &observed(&[], got), true);
        let expected = "    state.Pod.web-0.ready\n    - true\n    + false\n    state.Pod.web-1\n    + {}\n    \
                        state.Service\n    - {\"web\":{}}\n";
        assert_eq!(text, expected);
    }
}
