//! What its owner can do about a transaction: say in other words what it is.

use super::model::{Word, WordsError, WordsInput};
use super::{Transaction, store};
use crate::features::categories;
use crate::kernel::actor::Actor;
use crate::kernel::fault::OrFault as _;
use crate::platform::Platform;

/// The longest name and note, in characters.
const NAME_CHARS_MAX: usize = 200;
const NOTE_CHARS_MAX: usize = 2_000;

/// Writes the owner's words on a transaction. What is left unchanged stays as it was.
pub async fn update(
    platform: &Platform,
    actor: &Actor,
    input: WordsInput,
) -> Result<Transaction, WordsError> {
    let input = WordsInput {
        name: checked_name(input.name)?,
        note: checked_note(input.note)?,
        category: checked_category(input.category)?,
        ..input
    };
    let tx = platform.db.begin_write(actor.user).await?;
    let row = store::write_words(&tx, actor.sight(), input, platform.clock.now()).await?;
    let row = row.ok_or(WordsError::NotFound)?;
    tx.commit().await.or_fault("committing the owner's words")?;
    Ok(row)
}

fn checked_name(name: Word) -> Result<Word, WordsError> {
    let Word::Owners(text) = name else { return Ok(name) };
    let text = text.trim().to_owned();
    if !(1..=NAME_CHARS_MAX).contains(&text.chars().count()) || text.chars().any(char::is_control) {
        return Err(WordsError::InvalidInput {
            field: "name",
            message: "A name has 1 to 200 characters, all on one line.",
        });
    }
    Ok(Word::Owners(text))
}

/// A note of no words is no note.
fn checked_note(note: Word) -> Result<Word, WordsError> {
    let Word::Owners(text) = note else { return Ok(note) };
    let text = text.trim().to_owned();
    let unfit = |char: char| char.is_control() && !matches!(char, '\n' | '\r' | '\t');
    if text.chars().count() > NOTE_CHARS_MAX || text.chars().any(unfit) {
        return Err(WordsError::InvalidInput {
            field: "note",
            message: "A note has at most 2,000 characters.",
        });
    }
    Ok(if text.is_empty() { Word::Banks } else { Word::Owners(text) })
}

fn checked_category(category: Word) -> Result<Word, WordsError> {
    match &category {
        Word::Owners(code) if categories::by_code(code).is_none() => Err(WordsError::NoCategory),
        _ => Ok(category),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(text: &str) -> Word {
        Word::Owners(text.to_owned())
    }

    #[test]
    fn a_name_is_a_line_of_200_characters() {
        let longest = "ü".repeat(200);
        for (text, kept) in [("Lunch", "Lunch"), ("  Lunch ", "Lunch"), (&longest, &longest)] {
            assert_eq!(checked_name(owners(text)).unwrap(), owners(kept));
        }
        for text in ["", " ", "a\nb", "a\0b", &"x".repeat(201)] {
            assert!(checked_name(owners(text)).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_note_may_have_lines_and_may_be_empty() {
        assert_eq!(checked_note(owners("one\ntwo\t3\n")).unwrap(), owners("one\ntwo\t3"));
        assert_eq!(checked_note(owners(" \n")).unwrap(), Word::Banks);
        assert_eq!(checked_note(owners(&"x".repeat(2_000))).unwrap(), owners(&"x".repeat(2_000)));
        for text in ["a\0b", &"x".repeat(2_001)] {
            assert!(checked_note(owners(text)).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_category_must_exist() {
        let coffee = owners("FOOD_AND_DRINK_COFFEE");
        assert_eq!(checked_category(coffee.clone()).unwrap(), coffee);
        assert!(checked_category(owners("FOOD_AND_DRINK")).is_err());
        assert_eq!(checked_category(Word::Banks).unwrap(), Word::Banks);
    }
}
