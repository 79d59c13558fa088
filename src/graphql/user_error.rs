//! What a user did wrong, in the one shape that every payload has.

use std::fmt::Display;

use async_graphql::{Context, Enum, SimpleObject};

use super::error::{Code, error, fault, plaid_error, rate_limited};
use super::needs::{Needs, scope};
use crate::features::deletions::DeletionError;
use crate::features::identity::IdentityError;
use crate::features::items::ItemError;
use crate::features::keys::KeyError;
use crate::features::sync::SyncRefusal;
use crate::features::transactions::WordsError;

/// What went wrong, for programs.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserErrorCode {
    /// The username is taken, whatever its case.
    UsernameTaken,
    /// The e-mail address is in use, whatever its case.
    EmailTaken,
    /// The user is unknown or the password is wrong.
    InvalidCredentials,
    /// The password is too easy to guess.
    PasswordTooWeak,
    /// The code is wrong, used up or too old.
    InvalidCode,
    /// A field is not as it must be; `path` names it.
    InvalidInput,
    /// This server takes no new users.
    SignupClosed,
    /// As many banks are linked as this server allows.
    ItemLimitReached,
    /// As many API keys live as anybody may have.
    ApiKeyLimitReached,
    /// The public token is missing.
    PublicTokenRequired,
    /// The list of accounts is empty. Nothing was exchanged.
    AccountRequired,
    /// Plaid does not take the public token: it is malformed, used or older than 30 minutes.
    InvalidPublicToken,
    /// This bank connection is linked already.
    DuplicateItem,
    /// The idempotency key was used for another request.
    IdempotencyMismatch,
    /// There is no such object of yours.
    NotFound,
    /// This sync can't be asked for; the message says why.
    SyncNotAllowed,
    /// Plaid can't be reached at this moment.
    PlaidUnavailable,
}

/// Something that a user did wrong, and nothing was changed.
#[derive(SimpleObject, Clone, Debug)]
pub struct UserError {
    /// What went wrong, for programs.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub code: UserErrorCode,
    /// What went wrong, for people.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub message: String,
    /// The argument that it is about, from the outermost in.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub path: Option<Vec<String>>,
}

impl UserError {
    /// An error about a field of the input.
    pub(super) fn about(code: UserErrorCode, field: &str, told: &(impl Display + ?Sized)) -> Self {
        let path = vec!["input".to_owned(), field.to_owned()];
        Self { code, message: told.to_string(), path: Some(path) }
    }

    /// An error about no field in particular.
    pub(super) fn general(code: UserErrorCode, told: &(impl Display + ?Sized)) -> Self {
        Self { code, message: told.to_string(), path: None }
    }
}

/// A user's mistake, or an error of the response.
pub(super) type Told = Result<UserError, async_graphql::Error>;

/// Tells an error of identity.
pub(super) fn of_identity(ctx: &Context<'_>, told: &IdentityError) -> Told {
    use UserErrorCode as UserCode;

    Ok(match told {
        IdentityError::UsernameTaken => UserError::about(UserCode::UsernameTaken, "username", told),
        IdentityError::EmailTaken => UserError::about(UserCode::EmailTaken, "email", told),
        IdentityError::InvalidCredentials => UserError::general(UserCode::InvalidCredentials, told),
        IdentityError::WrongPassword { field } => {
            UserError::about(UserCode::InvalidCredentials, field, told)
        }
        IdentityError::PasswordTooWeak { field, .. } => {
            UserError::about(UserCode::PasswordTooWeak, field, told)
        }
        IdentityError::InvalidInput { field, .. } => {
            UserError::about(UserCode::InvalidInput, field, told)
        }
        IdentityError::SignupClosed => UserError::general(UserCode::SignupClosed, told),
        IdentityError::InvalidCode => UserError::about(UserCode::InvalidCode, "code", told),
        IdentityError::NoSession => UserError::about(UserCode::NotFound, "sessionId", told),
        IdentityError::SessionNeeded => return Err(error(Code::Forbidden, told.to_string())),
        IdentityError::SessionEnded => return Err(error(Code::Unauthenticated, told.to_string())),
        IdentityError::Busy { retry_after } | IdentityError::TooOften { retry_after } => {
            return Err(rate_limited(told, *retry_after));
        }
        IdentityError::Fault(cause) => return Err(fault(ctx, cause)),
    })
}

/// Tells why an account is not deleted.
pub(super) fn of_deletions(ctx: &Context<'_>, told: &DeletionError) -> Told {
    Ok(match told {
        DeletionError::OtherName => UserError::about(UserErrorCode::InvalidInput, "username", told),
        DeletionError::Gone => return Err(error(Code::Unauthenticated, told.to_string())),
        DeletionError::Fault(cause) => return Err(fault(ctx, cause)),
    })
}

/// Tells an error of items.
pub(super) fn of_items(ctx: &Context<'_>, told: &ItemError) -> Told {
    use UserErrorCode as UserCode;

    Ok(match told {
        ItemError::NotFound => UserError::about(UserCode::NotFound, "itemId", told),
        ItemError::ItemLimitReached => UserError::general(UserCode::ItemLimitReached, told),
        ItemError::PublicTokenRequired => {
            UserError::about(UserCode::PublicTokenRequired, "publicToken", told)
        }
        ItemError::AccountRequired => {
            UserError::about(UserCode::AccountRequired, "accountIds", told)
        }
        ItemError::InvalidPublicToken => {
            UserError::about(UserCode::InvalidPublicToken, "publicToken", told)
        }
        ItemError::DuplicateItem(_) => UserError::general(UserCode::DuplicateItem, told),
        ItemError::IdempotencyMismatch => {
            UserError::about(UserCode::IdempotencyMismatch, "idempotencyKey", told)
        }
        ItemError::InvalidInput { field, .. } => {
            UserError::about(UserCode::InvalidInput, field, told)
        }
        ItemError::PlaidUnavailable(_) => UserError::general(UserCode::PlaidUnavailable, told),
        ItemError::Plaid(failure) => return Err(plaid_error(failure)),
        ItemError::Fault(cause) => return Err(fault(ctx, cause)),
    })
}

/// Tells why a sync is not asked for.
pub(super) fn of_syncs(ctx: &Context<'_>, told: &SyncRefusal) -> Told {
    use UserErrorCode as UserCode;

    Ok(match told {
        SyncRefusal::NotFound => UserError::about(UserCode::NotFound, "itemId", told),
        SyncRefusal::TooSoon { .. } | SyncRefusal::Refused(_) => {
            UserError::about(UserCode::SyncNotAllowed, "itemId", told)
        }
        SyncRefusal::Unavailable => UserError::general(UserCode::PlaidUnavailable, told),
        SyncRefusal::Fault(cause) => return Err(fault(ctx, cause)),
    })
}

/// Tells an error of keys.
pub(super) fn of_keys(ctx: &Context<'_>, told: &KeyError) -> Told {
    use UserErrorCode as UserCode;

    Ok(match told {
        KeyError::NotFound => UserError::about(UserCode::NotFound, "apiKeyId", told),
        KeyError::NoAccount => UserError::about(UserCode::NotFound, "accountIds", told),
        KeyError::NoOwner => return Err(error(Code::Unauthenticated, told.to_string())),
        KeyError::LimitReached => UserError::general(UserCode::ApiKeyLimitReached, told),
        KeyError::InvalidInput { field, .. } => {
            UserError::about(UserCode::InvalidInput, field, told)
        }
        KeyError::Fault(cause) => return Err(fault(ctx, cause)),
    })
}

/// Tells what was wrong with the owner's words.
pub(super) fn of_words(ctx: &Context<'_>, told: &WordsError) -> Told {
    use UserErrorCode as UserCode;

    Ok(match told {
        WordsError::NotFound => UserError::about(UserCode::NotFound, "transactionId", told),
        WordsError::NoCategory => UserError::about(UserCode::NotFound, "categoryId", told),
        WordsError::InvalidInput { field, .. } => {
            UserError::about(UserCode::InvalidInput, field, told)
        }
        WordsError::Fault(cause) => return Err(fault(ctx, cause)),
    })
}
