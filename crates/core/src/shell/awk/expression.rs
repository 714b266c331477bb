//! What the expressions of an `awk` program give.

use super::super::pattern::Pattern;
use super::number::Number;
use super::tokens::Token;
use super::{Awk, Read};

impl Awk {
    /// What `print` and functions are given.
    pub(super) fn list(&mut self) -> Read<Vec<String>> {
        let mut values = Vec::new();
        while !matches!(self.tokens.get(self.at), None | Some(Token::Sign(";" | "}" | ")"))) {
            values.push(self.expression()?);
            if !self.takes(",") {
                break;
            }
        }
        Ok(values)
    }

    pub(super) fn expression(&mut self) -> Read<String> {
        self.depth += 1;
        self.steps = self.steps.saturating_sub(1);
        if self.depth > 50 {
            return Err("too deeply nested".into());
        }
        if self.steps == 0 {
            (self.live, self.left) = (false, true);
        }
        let value = self.choice();
        self.depth -= 1;
        value
    }

    fn choice(&mut self) -> Read<String> {
        let value = self.either()?;
        if !self.takes("?") {
            return Ok(value);
        }
        let first = self.expression()?;
        self.expect(":")?;
        let second = self.expression()?;
        Ok(if is_true(&value) { first } else { second })
    }

    fn either(&mut self) -> Read<String> {
        let mut value = self.both()?;
        while self.takes("||") {
            let second = self.both()?;
            value = truth(is_true(&value) || is_true(&second));
        }
        Ok(value)
    }

    fn both(&mut self) -> Read<String> {
        let mut value = self.comparison()?;
        while self.takes("&&") {
            let second = self.comparison()?;
            value = truth(is_true(&value) && is_true(&second));
        }
        Ok(value)
    }

    fn comparison(&mut self) -> Read<String> {
        let value = self.joined()?;
        let Some(Token::Sign(sign)) = self.tokens.get(self.at).cloned() else { return Ok(value) };
        if !matches!(sign, "==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") {
            return Ok(value);
        }
        self.at += 1;
        if sign.ends_with('~') {
            let pattern = match self.tokens.get(self.at).cloned() {
                Some(Token::Pattern(pattern)) => {
                    self.at += 1;
                    pattern
                }
                _ => self.joined()?,
            };
            return Ok(truth(Pattern::new(&pattern, true).is_in(&value) == (sign == "~")));
        }
        let second = self.joined()?;
        let order = match (Number::exact(&value), Number::exact(&second)) {
            (Some(first), Some(second)) => first.cmp(&second),
            _ => value.cmp(&second),
        };
        Ok(truth(match sign {
            "==" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            _ => order.is_ge(),
        }))
    }

    /// Values that stand side by side are one text.
    fn joined(&mut self) -> Read<String> {
        let mut value = self.sum()?;
        while self.begins_value() {
            value += &self.sum()?;
        }
        Ok(value)
    }

    fn begins_value(&self) -> bool {
        match self.tokens.get(self.at) {
            Some(Token::Text(_) | Token::Sign("$" | "(")) => true,
            Some(Token::Name(name)) => name != "in",
            Some(Token::Pattern(_) | Token::Sign(_)) | None => false,
        }
    }

    fn sum(&mut self) -> Read<String> {
        let mut value = self.product()?;
        loop {
            let minus = self.takes("-");
            if !minus && !self.takes("+") {
                return Ok(value);
            }
            let second = Number::of(&self.product()?);
            let first = Number::of(&value);
            value = if minus { first - second } else { first + second }.to_string();
        }
    }

    fn product(&mut self) -> Read<String> {
        let mut value = self.single()?;
        loop {
            let sign = ["*", "/", "%"].into_iter().find(|sign| self.takes(sign));
            let Some(sign) = sign else { return Ok(value) };
            let second = Number::of(&self.single()?);
            let first = Number::of(&value);
            value = match sign {
                "*" => first.times(second),
                "/" => first.over(second),
                _ => first % second,
            }
            .to_string();
        }
    }

    fn single(&mut self) -> Read<String> {
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err("syntax error: the program breaks off".into());
        };
        self.at += 1;
        match token {
            Token::Text(text) => Ok(text),
            Token::Pattern(pattern) => Ok(truth(Pattern::new(&pattern, true).is_in(&self.line))),
            Token::Sign("(") => {
                let value = self.expression()?;
                self.expect(")")?;
                Ok(value)
            }
            Token::Sign("!") => Ok(truth(!is_true(&self.single()?))),
            Token::Sign("-") => Ok((Number::of("0") - Number::of(&self.single()?)).to_string()),
            Token::Sign("$") => {
                let number = self.single()?;
                let name = format!("${number}");
                self.place(&name)
            }
            Token::Name(name) if self.takes("(") => {
                let values = self.list()?;
                self.expect(")")?;
                self.function(&name, &values)
            }
            Token::Name(name) if name == "length" => Ok(self.line.chars().count().to_string()),
            Token::Name(name) if self.takes("[") => {
                let key = self.expression()?;
                self.expect("]")?;
                self.place(&format!("{name}[{key}"))
            }
            Token::Name(name) => self.place(&name),
            Token::Sign(sign) => Err(format!("syntax error at or near {sign}")),
        }
    }

    /// A variable or field, with what is assigned to it.
    fn place(&mut self, name: &str) -> Read<String> {
        let now = self.value(name);
        if self.takes("++") {
            self.assign(name, (Number::of(&now) + Number::of("1")).to_string());
            return Ok(now);
        }
        let value = if self.takes("=") {
            self.expression()?
        } else if self.takes("+=") {
            (Number::of(&now) + Number::of(&self.expression()?)).to_string()
        } else {
            return Ok(now);
        };
        self.assign(name, value.clone());
        Ok(value)
    }

    fn value(&self, name: &str) -> String {
        match name.strip_prefix('$') {
            None => self.get(name),
            Some("0") => self.line.clone(),
            Some(number) => {
                let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                at.and_then(|at| self.fields.get(at)).cloned().unwrap_or_default()
            }
        }
    }

    fn assign(&mut self, name: &str, value: String) {
        if !self.live {
            return;
        }
        let Some(number) = name.strip_prefix('$') else { return self.set(name, value) };
        match number.parse::<usize>().unwrap_or(0).checked_sub(1) {
            Some(at) if at < self.fields.len() => {
                self.fields[at] = value;
                self.line = self.fields.join(&self.between("OFS", " "));
            }
            _ => {}
        }
    }

    fn function(&self, name: &str, values: &[String]) -> Read<String> {
        let value = |at: usize| values.get(at).map_or("", String::as_str);
        let number = |at: usize| values.get(at).and_then(|text| text.parse::<usize>().ok());
        Ok(match name {
            "length" => values.first().unwrap_or(&self.line).chars().count().to_string(),
            "toupper" => value(0).to_uppercase(),
            "tolower" => value(0).to_lowercase(),
            "int" => Number::of(value(0)).whole().to_string(),
            "index" => value(0).find(value(1)).map_or(0, |at| value(0)[..at].chars().count() + 1).to_string(),
            "substr" => {
                let start = number(1).unwrap_or(1).saturating_sub(1);
                value(0).chars().skip(start).take(number(2).unwrap_or(usize::MAX)).collect()
            }
            _ => return Err(format!("function {name} is not simulated here")),
        })
    }
}

pub(super) fn is_true(value: &str) -> bool {
    Number::exact(value).map_or(!value.is_empty(), |number| number != Number::of("0"))
}

fn truth(holds: bool) -> String {
    if holds { "1" } else { "0" }.into()
}
