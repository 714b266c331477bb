//! What a command line is to a scenario: its words, and whether it only reads.

/// The words of a command line as a shell splits them; none where a quote is left open.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    shlex::split(line)
}

/// The command line of words, so that a shell would split it into them again.
pub(super) fn join(words: &[String]) -> Option<String> {
    shlex::try_join(words.iter().map(String::as_str)).ok()
}

/// Whether a command line changes nothing, so that nobody need wait for what comes of it.
pub(super) fn only_reads(args: &[String]) -> bool {
    let mut words = args.iter().map(String::as_str).filter(|word| !word.starts_with('-'));
    if words.next() != Some("kubectl") {
        return false;
    }
    match words.next() {
        Some("get" | "describe" | "explain" | "api-resources") => true,
        Some("rollout") => matches!(words.next(), Some("status" | "history")),
        Some(_) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_read_are_told_from_those_that_write() {
        let reads = |line: &str| only_reads(&split(line).unwrap_or_default());
        let reading = ["get pods", "describe sts web", "rollout status sts/web", "rollout history sts/web"];
        assert!(reading.iter().all(|line| reads(&format!("kubectl {line}"))));
        let writing =
            ["kubectl apply -f web.yaml", "kubectl rollout undo sts/web", "kubectl", "curl http://web", ""];
        assert!(!writing.iter().any(|line| reads(line)));
    }

    #[test]
    fn words_are_joined_so_that_they_split_again() {
        let words = ["patch", "sts", "web", "-p", r#"{"spec": {"replicas": 2}}"#].map(String::from);
        assert_eq!(join(&words).and_then(|line| split(&line)).unwrap_or_default(), words);
    }
}
