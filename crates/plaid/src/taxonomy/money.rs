//! The categories of money that comes, goes and is owed. Codes are Plaid's; names and descriptions are
//! this crate's own.

use super::{DetailedCategory, PrimaryCategory, both, only_v1, only_v2};

pub(super) const MONEY: &[PrimaryCategory] = &[
    PrimaryCategory {
        code: "INCOME",
        name: "Income",
        description: "Money earned or received",
        detailed: INCOME,
    },
    PrimaryCategory {
        code: "LOAN_DISBURSEMENTS",
        name: "Loans received",
        description: "Money that was lent to the person",
        detailed: LOAN_DISBURSEMENTS,
    },
    PrimaryCategory {
        code: "LOAN_PAYMENTS",
        name: "Loan payments",
        description: "What is paid back on debts",
        detailed: LOAN_PAYMENTS,
    },
    PrimaryCategory {
        code: "TRANSFER_IN",
        name: "Transfers in",
        description: "Money moved into the account",
        detailed: TRANSFER_IN,
    },
    PrimaryCategory {
        code: "TRANSFER_OUT",
        name: "Transfers out",
        description: "Money moved out of the account",
        detailed: TRANSFER_OUT,
    },
    PrimaryCategory {
        code: "BANK_FEES",
        name: "Bank fees",
        description: "What banks and lenders charge",
        detailed: BANK_FEES,
    },
    PrimaryCategory {
        code: "OTHER",
        name: "Other",
        description: "What fits nowhere else",
        detailed: OTHER,
    },
];

const INCOME: &[DetailedCategory] = &[
    both("INCOME_DIVIDENDS", "Dividends", "What shares and funds pay out"),
    both("INCOME_INTEREST_EARNED", "Interest earned", "What savings and other balances yield"),
    both(
        "INCOME_RETIREMENT_PENSION",
        "Pension",
        "Pensions and what is paid out of retirement plans",
    ),
    both("INCOME_TAX_REFUND", "Tax refund", "Taxes that come back"),
    both("INCOME_UNEMPLOYMENT", "Unemployment", "Benefits of those out of work"),
    only_v1("INCOME_WAGES", "Wages", "Salaries, wages and what gig work pays"),
    only_v1(
        "INCOME_OTHER_INCOME",
        "Other income",
        "Any other income, child support and benefits among it",
    ),
    only_v2("INCOME_CHILD_SUPPORT", "Child support", "What another parent pays for a child"),
    only_v2("INCOME_CONTRACTOR", "Contract work", "What clients pay a contractor"),
    only_v2("INCOME_GIG_ECONOMY", "Gig work", "What platforms pay drivers, couriers and others"),
    only_v2(
        "INCOME_LONG_TERM_DISABILITY",
        "Disability",
        "Benefits of those who can't work for long",
    ),
    only_v2("INCOME_MILITARY", "Military", "Soldiers' pay and veterans' benefits"),
    only_v2("INCOME_RENTAL", "Rental income", "What tenants pay"),
    only_v2("INCOME_SALARY", "Salary", "What an employer pays"),
    only_v2("INCOME_OTHER", "Other income", "Any other income"),
];

const LOAN_DISBURSEMENTS: &[DetailedCategory] = &[
    only_v2("LOAN_DISBURSEMENTS_AUTO", "Car loan", "Lent for a car"),
    only_v2(
        "LOAN_DISBURSEMENTS_CASH_ADVANCES",
        "Cash advance",
        "Small amounts lent for a short time",
    ),
    only_v2(
        "LOAN_DISBURSEMENTS_EWA",
        "Early wages",
        "Wages paid before payday by an app or employer",
    ),
    only_v2("LOAN_DISBURSEMENTS_MORTGAGE", "Mortgage", "Lent against a house"),
    only_v2("LOAN_DISBURSEMENTS_PERSONAL", "Personal loan", "Lent for any purpose"),
    only_v2("LOAN_DISBURSEMENTS_STUDENT", "Student loan", "Lent for studies"),
    only_v2("LOAN_DISBURSEMENTS_OTHER_DISBURSEMENT", "Other loan", "Any other money lent"),
];

const LOAN_PAYMENTS: &[DetailedCategory] = &[
    both("LOAN_PAYMENTS_CAR_PAYMENT", "Car payment", "Paid on a car loan or a lease"),
    both(
        "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT",
        "Credit card payment",
        "Paid towards the balance of a card",
    ),
    both("LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT", "Personal loan payment", "Paid on a personal loan"),
    both("LOAN_PAYMENTS_MORTGAGE_PAYMENT", "Mortgage payment", "Paid on a mortgage"),
    both("LOAN_PAYMENTS_STUDENT_LOAN_PAYMENT", "Student loan payment", "Paid on a student loan"),
    both("LOAN_PAYMENTS_OTHER_PAYMENT", "Other loan payment", "Paid on any other debt"),
    only_v2(
        "LOAN_PAYMENTS_BNPL",
        "Pay later",
        "Instalments on what was bought first and is paid later",
    ),
    only_v2("LOAN_PAYMENTS_CASH_ADVANCES", "Cash advance repayment", "A cash advance given back"),
    only_v2("LOAN_PAYMENTS_EWA", "Early wages repayment", "Wages drawn early and given back"),
];

const TRANSFER_IN: &[DetailedCategory] = &[
    only_v1(
        "TRANSFER_IN_CASH_ADVANCES_AND_LOANS",
        "Loan or advance received",
        "Loans and cash advances put on the account",
    ),
    both("TRANSFER_IN_DEPOSIT", "Deposit", "Cash and checks paid in"),
    both(
        "TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS",
        "From investments",
        "Moved in from investments or a retirement plan",
    ),
    both("TRANSFER_IN_SAVINGS", "From savings", "Moved in from savings"),
    both("TRANSFER_IN_ACCOUNT_TRANSFER", "From an account", "Moved in from another account"),
    both("TRANSFER_IN_OTHER_TRANSFER_IN", "Other transfer in", "Any other money moved in"),
    only_v2(
        "TRANSFER_IN_TRANSFER_IN_FROM_APPS",
        "From a payment app",
        "Moved in from an app that holds money",
    ),
    only_v2("TRANSFER_IN_WIRE", "Wire in", "Came by wire"),
];

const TRANSFER_OUT: &[DetailedCategory] = &[
    both(
        "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS",
        "To investments",
        "Moved to investments or a retirement plan",
    ),
    both("TRANSFER_OUT_SAVINGS", "To savings", "Moved to savings"),
    both("TRANSFER_OUT_WITHDRAWAL", "Withdrawal", "Cash taken out"),
    both("TRANSFER_OUT_ACCOUNT_TRANSFER", "To an account", "Moved to another account"),
    both("TRANSFER_OUT_OTHER_TRANSFER_OUT", "Other transfer out", "Any other money moved out"),
    only_v2("TRANSFER_OUT_CRYPTO", "To crypto", "Moved to a place that trades cryptocurrencies"),
    only_v2(
        "TRANSFER_OUT_TRANSFER_OUT_FROM_APPS",
        "To a payment app",
        "Moved to an app that holds money, or on from there",
    ),
    only_v2("TRANSFER_OUT_WIRE", "Wire out", "Left by wire"),
];

const BANK_FEES: &[DetailedCategory] = &[
    both("BANK_FEES_ATM_FEES", "ATM fees", "For a machine of another bank"),
    both(
        "BANK_FEES_FOREIGN_TRANSACTION_FEES",
        "Foreign transaction fees",
        "For paying abroad or in another currency",
    ),
    both(
        "BANK_FEES_INSUFFICIENT_FUNDS",
        "Insufficient funds",
        "For a payment that the balance couldn't cover",
    ),
    both("BANK_FEES_INTEREST_CHARGE", "Interest charge", "Interest on what is owed"),
    both("BANK_FEES_OVERDRAFT_FEES", "Overdraft fees", "For a balance below zero"),
    both("BANK_FEES_OTHER_BANK_FEES", "Other bank fees", "Any other fee"),
    only_v2("BANK_FEES_LATE_FEES", "Late fees", "For paying after the day that was due"),
    only_v2("BANK_FEES_CASH_ADVANCE", "Cash advance fees", "For an advance of cash"),
];

const OTHER: &[DetailedCategory] = &[only_v2("OTHER_OTHER", "Other", "What fits nowhere else")];
