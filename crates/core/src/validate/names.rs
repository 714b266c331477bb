//! The forms of names, labels and the like: each rule gives the complaints the API server has about a text.

/// A rule: no complaint means that the text is of the form.
pub(super) type Rule = fn(&str) -> Vec<String>;

fn lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Whether the text is not empty, of such characters, and starts and ends with one of the ends' kind.
fn framed(text: &str, start: fn(u8) -> bool, middle: fn(u8) -> bool, end: fn(u8) -> bool) -> bool {
    let (Some(&first), Some(&last)) = (text.as_bytes().first(), text.as_bytes().last()) else { return false };
    start(first) && end(last) && text.bytes().all(middle)
}

fn is_label(text: &str) -> bool {
    framed(text, lower, |byte| lower(byte) || byte == b'-', lower)
}

fn complaints(text: &str, longest: usize, well_formed: bool, complaint: &str) -> Vec<String> {
    let long = (text.len() > longest).then(|| format!("must be no more than {longest} bytes"));
    long.into_iter().chain((!well_formed).then(|| complaint.to_owned())).collect()
}

/// An RFC 1123 label: `web-0`.
pub(super) fn dns_label(text: &str) -> Vec<String> {
    complaints(text, 63, is_label(text), DNS_LABEL)
}

/// An RFC 1123 subdomain: `web.example.com`.
pub(super) fn dns_subdomain(text: &str) -> Vec<String> {
    complaints(text, 253, text.split('.').all(is_label), DNS_SUBDOMAIN)
}

/// An RFC 1035 label, which starts with a letter: a Service's name.
pub(super) fn dns_1035_label(text: &str) -> Vec<String> {
    let middle = |byte| lower(byte) || byte == b'-';
    complaints(text, 63, framed(text, |byte| byte.is_ascii_lowercase(), middle, lower), DNS_1035)
}

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_qualified_part(text: &str) -> bool {
    framed(text, alphanumeric, |byte| alphanumeric(byte) || b"-_.".contains(&byte), alphanumeric)
}

/// A label's value: empty, or up to 63 characters.
pub(crate) fn label_value(text: &str) -> Vec<String> {
    complaints(text, 63, text.is_empty() || is_qualified_part(text), LABEL_VALUE)
}

/// A label's or annotation's key: `app`, `example.com/app`.
pub(crate) fn qualified_name(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('/').collect();
    let (prefix, name) = match parts[..] {
        [name] => (None, name),
        [prefix, name] => (Some(prefix), name),
        _ => return vec![QUALIFIED_FORM.into()],
    };
    let mut complaints = prefix.map_or(Vec::new(), prefix_complaints);
    complaints.extend(name_part_complaints(name));
    complaints
}

fn prefix_complaints(prefix: &str) -> Vec<String> {
    if prefix.is_empty() {
        return vec!["prefix part must be non-empty".into()];
    }
    dns_subdomain(prefix).into_iter().map(|complaint| format!("prefix part {complaint}")).collect()
}

fn name_part_complaints(name: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if name.is_empty() {
        complaints.push("name part must be non-empty".into());
    } else if name.len() > 63 {
        complaints.push("name part must be no more than 63 bytes".into());
    }
    if !is_qualified_part(name) {
        complaints.push(QUALIFIED_NAME.into());
    }
    complaints
}

/// A port's name: up to 15 characters with a letter among them.
pub(super) fn port_name(text: &str) -> Vec<String> {
    let rules = [
        (text.len() > 15, "must be no more than 15 bytes"),
        (
            !text.bytes().all(|byte| lower(byte) || byte == b'-'),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        (!text.bytes().any(|byte| byte.is_ascii_lowercase()), "must contain at least one letter (a-z)"),
        (text.contains("--"), "must not contain consecutive hyphens"),
        (
            text.is_empty() || text.starts_with('-') || text.ends_with('-'),
            "must not begin or end with a hyphen",
        ),
    ];
    rules.into_iter().filter(|(broken, _)| *broken).map(|(_, complaint)| complaint.into()).collect()
}

/// An environment variable's name: any printable ASCII but `=`.
pub(super) fn variable(text: &str) -> Vec<String> {
    let fine = !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=');
    if fine { Vec::new() } else { vec![VARIABLE.into()] }
}

const DNS_LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and \
     must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const DNS_SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' \
     or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const DNS_1035: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an \
     alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for \
     validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or \
     '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex \
     used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const QUALIFIED_NAME: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and \
     end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
     '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const QUALIFIED_FORM: &str = "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must \
     start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for \
     validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. \
     'example.com/MyName')";

const VARIABLE: &str =
    "a valid environment variable name must consist only of printable ASCII characters other than '='";

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(rule: Rule, texts: &[&str]) -> Vec<bool> {
        texts.iter().map(|text| rule(text).is_empty()).collect()
    }

    #[test]
    fn names_have_their_forms() {
        let long = "a".repeat(64);
        assert_eq!(
            fine(dns_label, &["web-0", "0", "Web", "-a", "a-", "a.b", "", &long]),
            [true, true, false, false, false, false, false, false]
        );
        assert_eq!(fine(dns_subdomain, &["a.b-c.d", "a..b", "a_b"]), [true, false, false]);
        assert_eq!(fine(dns_1035_label, &["web", "0web", "web-1"]), [true, false, true]);
        assert_eq!(fine(label_value, &["", "A_b.c-1", "not valid!", "-a"]), [true, true, false, false]);
        assert_eq!(
            fine(qualified_name, &["app", "example.com/app", "a/b/c", "/a", "a/", "Ex.com/a"]),
            [true, true, false, false, false, false]
        );
        assert_eq!(
            fine(port_name, &["http", "http-2", "80", "a--b", "-a", "very-long-port-name"]),
            [true, true, false, false, false, false]
        );
        assert_eq!(fine(variable, &["A_B", "a.b c", "", "a=b"]), [true, true, false, false]);
    }
}
