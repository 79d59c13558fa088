//! Counts the tokens of a source text and how deep its brackets nest, without building anything.
//!
//! It follows the lexical grammar of the GraphQL specification (section 2.1). A character that
//! begins no token ends the count: the parser stops there too, and what lies before has been
//! counted.

use super::{Limits, Refused};

/// Refuses a text with too many tokens or brackets within brackets.
pub(super) fn check(source: &str, limits: &Limits) -> Result<(), Refused> {
    let mut rest = source.as_bytes();
    let (mut tokens, mut open) = (0, 0_usize);
    while let Some(token) = next_token(&mut rest)? {
        tokens += 1;
        if tokens > limits.tokens_max {
            return Err(Refused::TooMany { what: "tokens", most: limits.tokens_max as u64 });
        }
        match token {
            b'{' | b'(' | b'[' => open += 1,
            b'}' | b')' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > limits.nesting_max {
            let most = limits.nesting_max as u64;
            return Err(Refused::TooMany { what: "brackets within brackets", most });
        }
    }
    Ok(())
}

/// Takes the next token off and answers its first byte; none at the end and before an unknown
/// character.
fn next_token(rest: &mut &[u8]) -> Result<Option<u8>, Refused> {
    skip_ignored(rest);
    let Some(&first) = rest.first() else {
        return Ok(None);
    };
    let length = match first {
        b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|'
        | b'}' => Some(1),
        b'.' => rest.starts_with(b"...").then_some(3),
        b'"' if rest.starts_with(b"\"\"\"") => Some(block_string(rest)?),
        b'"' => string(rest),
        b'-' | b'0'..=b'9' => Some(number(rest)),
        b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
            Some(run(rest, |byte| byte == b'_' || byte.is_ascii_alphanumeric()))
        }
        _ => None,
    };
    let Some(length) = length else {
        return Ok(None);
    };
    *rest = &rest[length..];
    Ok(Some(first))
}

/// White space, commas, byte order marks and comments.
fn skip_ignored(rest: &mut &[u8]) {
    loop {
        let length = match rest.first() {
            Some(b' ' | b',' | b'\t' | b'\r' | b'\n') => 1,
            Some(b'#') => run(rest, |byte| byte != b'\n' && byte != b'\r'),
            Some(0xef) if rest.starts_with("\u{feff}".as_bytes()) => 3,
            _ => return,
        };
        *rest = &rest[length..];
    }
}

/// How many bytes from the first on fit.
fn run(rest: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    rest.iter().take_while(|byte| fits(**byte)).count()
}

/// A sign is part of a number at its beginning and after the exponent's letter only: `1-2` is two.
fn number(rest: &[u8]) -> usize {
    let mut length = 1;
    while let Some(&byte) = rest.get(length) {
        let exponent_sign = matches!(byte, b'+' | b'-') && matches!(rest[length - 1], b'e' | b'E');
        if !exponent_sign && !byte.is_ascii_digit() && !matches!(byte, b'.' | b'e' | b'E') {
            break;
        }
        length += 1;
    }
    length
}

/// The length of a string that ends on its line.
fn string(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match rest.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            b'\n' | b'\r' => return None,
            _ => at += 1,
        }
    }
}

/// The parser takes a block string without an end for an empty string and goes on behind it, which
/// the specification doesn't allow. It is refused, or what follows would be counted differently
/// here.
fn block_string(rest: &[u8]) -> Result<usize, Refused> {
    let mut at = 3;
    while at < rest.len() {
        if rest[at..].starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest[at..].starts_with(b"\"\"\"") {
            return Ok(at + 3);
        } else {
            at += 1;
        }
    }
    Err(Refused::UnendedBlockString)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &str) -> String {
        let mut rest = source.as_bytes();
        let mut found = Vec::new();
        while let Some(first) = next_token(&mut rest).unwrap() {
            found.push(first);
        }
        String::from_utf8(found).unwrap()
    }

    #[test]
    fn each_kind_of_token_is_counted_once() {
        assert_eq!(tokens("query Q($a: [Int!] = -1.5e-3) @x { ...F, b }"), "qQ($a:[I!]=-)@x{.Fb}");
        assert_eq!(tokens("\u{feff}{ a # { b } \r c }"), "{ac}");
        assert_eq!(tokens(r#"{a(x:"q\"{{{",y:"""b"{\"""{""")}"#), "{a(x:\"y:\")}");
        assert_eq!(tokens("[1-2-3]"), "[1--]");
    }

    #[test]
    fn what_begins_no_token_ends_the_count() {
        for source in ["a % b", "a .. b", "a \"open\n b", "a é b"] {
            assert_eq!(tokens(source), "a", "{source}");
        }
    }

    #[test]
    fn a_block_string_without_an_end_hides_nothing() {
        let limits = Limits::default();
        let source = format!("{{a(x:\"\"\" \" {})}}", "[".repeat(100));
        assert_eq!(check(&source, &limits), Err(Refused::UnendedBlockString));
    }

    #[test]
    fn tokens_and_brackets_are_bounded() {
        let limits = Limits { tokens_max: 5, nesting_max: 2, ..Limits::default() };
        assert_eq!(check("{ a b c }", &limits), Ok(()));
        let many = Refused::TooMany { what: "tokens", most: 5 };
        assert_eq!(check("{ a b c d }", &limits), Err(many));
        let deep = Refused::TooMany { what: "brackets within brackets", most: 2 };
        assert_eq!(check("{ a { b {", &limits), Err(deep));
        assert_eq!(check("{} {} {}", &Limits { nesting_max: 1, ..Limits::default() }), Ok(()));
    }
}
