//! Counts the variables of a request: how many values there are, and how deep they lie in each
//! other. A document is bounded by its tokens; variables go around that.

use async_graphql::{Value, Variables};

use super::{Limits, Refused};

/// Refuses too many values, or values too deep in each other.
pub(super) fn check(variables: &Variables, limits: &Limits) -> Result<(), Refused> {
    let mut left = limits.values_max;
    variables.values().try_for_each(|value| count(value, 1, &mut left, limits))
}

/// The reader of JSON has bounded the depth already, so the stack is safe here.
fn count(value: &Value, depth: usize, left: &mut usize, limits: &Limits) -> Result<(), Refused> {
    if depth > limits.values_depth_max {
        let most = limits.values_depth_max as u64;
        return Err(Refused::TooMany { what: "values within values in its variables", most });
    }
    let Some(rest) = left.checked_sub(1) else {
        let most = limits.values_max as u64;
        return Err(Refused::TooMany { what: "values in its variables", most });
    };
    *left = rest;
    match value {
        Value::List(values) => {
            values.iter().try_for_each(|value| count(value, depth + 1, left, limits))
        }
        Value::Object(fields) => {
            fields.values().try_for_each(|value| count(value, depth + 1, left, limits))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn checked(variables: &Json) -> Result<(), Refused> {
        check(&Variables::from_json(variables.clone()), &Limits::default())
    }

    #[test]
    fn variables_are_bounded_in_number_and_depth() {
        assert_eq!(checked(&json!({ "ids": vec!["txn_x"; 1_999] })), Ok(()));
        let many = Refused::TooMany { what: "values in its variables", most: 2_000 };
        assert_eq!(checked(&json!({ "ids": vec!["txn_x"; 2_000] })), Err(many));
        let nested = |depth| (1..depth).fold(json!(1), |inner, _| json!([inner]));
        assert_eq!(checked(&json!({ "a": nested(20) })), Ok(()));
        let deep = Refused::TooMany { what: "values within values in its variables", most: 20 };
        assert_eq!(checked(&json!({ "a": nested(21) })), Err(deep.clone()));
        let object = (1..21).fold(json!(1), |inner, _| json!({ "and": inner }));
        assert_eq!(checked(&json!({ "filter": object })), Err(deep));
    }
}
