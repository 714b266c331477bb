//! A command's words as the line that a person would type.

use crate::command::Command;

/// The line of a command's words, if a terminal would read it as these words again.
#[must_use]
pub fn written(words: &[String]) -> Option<String> {
    let line = match words {
        [shell, option, line] if shell == "sh" && option == "-c" && !is(line, words) => quoted_all(words),
        [_, _, line] if is(line, words) => line.clone(),
        words => quoted_all(words),
    };
    is(&line, words).then_some(line)
}

/// Whether a line is these words.
fn is(line: &str, words: &[String]) -> bool {
    matches!(Command::line(line, ""), Command::Run { args, .. } if *args == *words)
}

fn quoted_all(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell has to read it, in quotes only where it must be.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> Option<String> {
        written(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn words_are_joined_as_a_person_would_write_them() {
        let patch = ["patch", "sts", "web", "--wait=false", "-p", r#"{"spec": {"replicas": 2}}"#];
        assert_eq!(
            line(&patch).as_deref(),
            Some(r#"patch sts web --wait=false -p '{"spec": {"replicas": 2}}'"#)
        );
        assert_eq!(
            line(&["sh", "-c", "kubectl get pods | wc -l"]).as_deref(),
            Some("kubectl get pods | wc -l")
        );
        assert_eq!(line(&["sh", "-c", "ls"]).as_deref(), Some("sh -c ls"));
    }

    #[test]
    fn words_that_no_line_gives_stay_words() {
        assert_eq!(line(&["A=b", "kubectl"]), None);
        assert_eq!(line(&[]), None);
    }
}
