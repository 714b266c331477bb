//! `web-{0,1}` and `web-{0..3}`: one word for each, as bash has it.

/// What a word with braces stands for; none for one without, or whose braces list nothing.
pub(super) fn expanded(word: &str) -> Option<Vec<String>> {
    let (before, rest) = word.split_once('{')?;
    let (within, after) = rest.split_once('}')?;
    let each =
        if within.contains(',') { within.split(',').map(String::from).collect() } else { range(within)? };
    let ends = expanded(after).unwrap_or_else(|| vec![after.to_string()]);
    let with = |middle: &String| ends.iter().map(|end| format!("{before}{middle}{end}")).collect::<Vec<_>>();
    Some(each.iter().flat_map(with).collect())
}

/// `0..3`, up or down.
fn range(text: &str) -> Option<Vec<String>> {
    /// More than anybody means.
    const MOST: u64 = 1_000;
    let (from, to) = text.split_once("..")?;
    let (from, to): (i64, i64) = (from.parse().ok()?, to.parse().ok()?);
    if from.abs_diff(to) > MOST {
        return None;
    }
    let numbers: Vec<String> = (from.min(to)..=from.max(to)).map(|number| number.to_string()).collect();
    Some(if from <= to { numbers } else { numbers.into_iter().rev().collect() })
}

#[cfg(test)]
mod tests {
    use super::expanded;

    #[test]
    fn braces_list_or_count_and_the_rest_stays_as_it_is() {
        let shown = |word: &str| expanded(word).map(|words| words.join(" "));
        assert_eq!(shown("web-{0,1}").as_deref(), Some("web-0 web-1"));
        assert_eq!(shown("{a,b}-{2..0}").as_deref(), Some("a-2 a-1 a-0 b-2 b-1 b-0"));
        for word in
            ["web-0", "jsonpath={..namespace}", "{{.spec.nodeName}}", "{1..99999999}", "{", "}{", "{\u{e9}"]
        {
            assert_eq!(shown(word), None, "{word}");
        }
    }
}
