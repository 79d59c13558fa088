//! What was done to an owner's account, and by whom.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{AuditEventId, UserId};

/// A row of `audit_events`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEventId,
    /// When it happened.
    pub at: DateTimeUtc,
    /// What happened.
    pub kind: AuditKind,
    /// What the one who did it was signed in with.
    pub actor: AuditActor,
    /// The session or the key.
    pub actor_id: Option<Uuid>,
    /// The address that it was asked from.
    pub address: Option<String>,
    /// What the client called itself.
    pub agent: Option<String>,
    /// What it was done to.
    pub subject: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AuditKind {
    /// Somebody became a user.
    SignedUp,
    /// The password was right.
    LoggedIn,
    /// The password was wrong.
    LoginRefused,
    /// A session was ended by itself.
    LoggedOut,
    /// Every session was ended.
    LoggedOutEverywhere,
    /// A session was ended from another one.
    SessionEnded,
    /// Every other session was ended.
    OtherSessionsEnded,
    /// A token was shown that had been exchanged for another; its session was ended.
    UsedTokenShown,
    /// The password was given again.
    PasswordConfirmed,
    /// The password was given again, and wrong.
    ConfirmationRefused,
    /// There is a new password.
    PasswordChanged,
    /// The operator made a code that sets a new password.
    ResetCodeMade,
    /// A new password was set with the operator's code.
    PasswordReset,
    /// There is a new e-mail address.
    EmailChanged,
    /// The account was closed, to be deleted.
    DeletionAsked,
    /// A key was made for a program.
    ApiKeyCreated,
    /// A key was taken back.
    ApiKeyRevoked,
    /// A bank was linked.
    ItemLinked,
    /// A bank was removed.
    ItemRemoved,
    /// The operator asked for a sync.
    SyncAsked,
    /// The operator had a job tried again.
    JobRetried,
}

/// What the one who did it was signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AuditActor {
    /// Nobody was signed in.
    Nobody,
    /// The server did it by itself.
    Server,
    /// A person's session.
    Session,
    /// A program's key.
    Key,
    /// The operator of the server.
    Operator,
}
