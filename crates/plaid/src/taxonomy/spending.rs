//! The categories of what is bought. Codes are Plaid's; names and descriptions are this crate's own.

use super::{DetailedCategory, PrimaryCategory, both};

pub(super) const SPENDING: &[PrimaryCategory] = &[
    PrimaryCategory {
        code: "ENTERTAINMENT",
        name: "Entertainment",
        description: "Culture, games and pastimes",
        detailed: ENTERTAINMENT,
    },
    PrimaryCategory {
        code: "FOOD_AND_DRINK",
        name: "Food and drink",
        description: "What is eaten and drunk",
        detailed: FOOD_AND_DRINK,
    },
    PrimaryCategory {
        code: "GENERAL_MERCHANDISE",
        name: "Shopping",
        description: "Things that are bought",
        detailed: GENERAL_MERCHANDISE,
    },
    PrimaryCategory {
        code: "HOME_IMPROVEMENT",
        name: "Home improvement",
        description: "What is spent on a home itself",
        detailed: HOME_IMPROVEMENT,
    },
    PrimaryCategory {
        code: "MEDICAL",
        name: "Health",
        description: "What is spent on health",
        detailed: MEDICAL,
    },
    PrimaryCategory {
        code: "PERSONAL_CARE",
        name: "Personal care",
        description: "What is spent on body and looks",
        detailed: PERSONAL_CARE,
    },
    PrimaryCategory {
        code: "GENERAL_SERVICES",
        name: "Services",
        description: "What others do for pay",
        detailed: GENERAL_SERVICES,
    },
    PrimaryCategory {
        code: "GOVERNMENT_AND_NON_PROFIT",
        name: "Government and giving",
        description: "Public bodies and good causes",
        detailed: GOVERNMENT_AND_NON_PROFIT,
    },
    PrimaryCategory {
        code: "TRANSPORTATION",
        name: "Transport",
        description: "Getting around",
        detailed: TRANSPORTATION,
    },
    PrimaryCategory { code: "TRAVEL", name: "Travel", description: "Journeys", detailed: TRAVEL },
    PrimaryCategory {
        code: "RENT_AND_UTILITIES",
        name: "Rent and utilities",
        description: "What a home costs every month",
        detailed: RENT_AND_UTILITIES,
    },
];

const ENTERTAINMENT: &[DetailedCategory] = &[
    both(
        "ENTERTAINMENT_CASINOS_AND_GAMBLING",
        "Casinos and gambling",
        "Bets, lotteries and casinos",
    ),
    both("ENTERTAINMENT_MUSIC_AND_AUDIO", "Music and audio", "Music, podcasts and audio books"),
    both(
        "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS",
        "Events and museums",
        "Tickets for matches, shows, parks and museums",
    ),
    both("ENTERTAINMENT_TV_AND_MOVIES", "TV and movies", "Streaming, television and cinemas"),
    both("ENTERTAINMENT_VIDEO_GAMES", "Video games", "Games and what is bought in them"),
    both(
        "ENTERTAINMENT_OTHER_ENTERTAINMENT",
        "Other entertainment",
        "Any other pastime, nightlife among it",
    ),
];

const FOOD_AND_DRINK: &[DetailedCategory] = &[
    both("FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR", "Beer, wine and liquor", "Shops for alcohol"),
    both("FOOD_AND_DRINK_COFFEE", "Coffee", "Cafés and coffee shops"),
    both("FOOD_AND_DRINK_FAST_FOOD", "Fast food", "Meals from quick restaurants"),
    both("FOOD_AND_DRINK_GROCERIES", "Groceries", "Food for home"),
    both("FOOD_AND_DRINK_RESTAURANT", "Restaurants", "Restaurants, bars and the like"),
    both("FOOD_AND_DRINK_VENDING_MACHINES", "Vending machines", "Bought from a machine"),
    both(
        "FOOD_AND_DRINK_OTHER_FOOD_AND_DRINK",
        "Other food and drink",
        "Any other food, desserts and deliveries among it",
    ),
];

const GENERAL_MERCHANDISE: &[DetailedCategory] = &[
    both(
        "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS",
        "Books and news",
        "Books, magazines and newspapers",
    ),
    both(
        "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES",
        "Clothing",
        "Clothes, shoes and jewellery",
    ),
    both(
        "GENERAL_MERCHANDISE_CONVENIENCE_STORES",
        "Convenience stores",
        "Small shops around the corner",
    ),
    both(
        "GENERAL_MERCHANDISE_DEPARTMENT_STORES",
        "Department stores",
        "Large shops with many departments",
    ),
    both("GENERAL_MERCHANDISE_DISCOUNT_STORES", "Discount stores", "Shops with low prices"),
    both("GENERAL_MERCHANDISE_ELECTRONICS", "Electronics", "Computers, phones and other devices"),
    both("GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", "Gifts", "Presents, cards and flowers"),
    both("GENERAL_MERCHANDISE_OFFICE_SUPPLIES", "Office supplies", "What an office needs"),
    both("GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "Online marketplaces", "Sites where many sell"),
    both("GENERAL_MERCHANDISE_PET_SUPPLIES", "Pet supplies", "Food and things for animals"),
    both("GENERAL_MERCHANDISE_SPORTING_GOODS", "Sporting goods", "What is needed for sport"),
    both(
        "GENERAL_MERCHANDISE_SUPERSTORES",
        "Superstores",
        "Very large shops that have nearly everything",
    ),
    both(
        "GENERAL_MERCHANDISE_TOBACCO_AND_VAPE",
        "Tobacco and vape",
        "Tobacco and what stands in for it",
    ),
    both(
        "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE",
        "Other shopping",
        "Any other thing, toys and hobbies among it",
    ),
];

const HOME_IMPROVEMENT: &[DetailedCategory] = &[
    both("HOME_IMPROVEMENT_FURNITURE", "Furniture", "Furniture, bedding and decoration"),
    both("HOME_IMPROVEMENT_HARDWARE", "Hardware", "Tools, paint and building materials"),
    both(
        "HOME_IMPROVEMENT_REPAIR_AND_MAINTENANCE",
        "Repair and maintenance",
        "Craftsmen, cleaning and gardening",
    ),
    both("HOME_IMPROVEMENT_SECURITY", "Home security", "Alarms and guards"),
    both(
        "HOME_IMPROVEMENT_OTHER_HOME_IMPROVEMENT",
        "Other home improvement",
        "Anything else for the home",
    ),
];

const MEDICAL: &[DetailedCategory] = &[
    both("MEDICAL_DENTAL_CARE", "Dental care", "Dentists"),
    both("MEDICAL_EYE_CARE", "Eye care", "Opticians, glasses and lenses"),
    both("MEDICAL_NURSING_CARE", "Nursing care", "Care at home or in a home"),
    both("MEDICAL_PHARMACIES_AND_SUPPLEMENTS", "Pharmacies", "Medicines and supplements"),
    both("MEDICAL_PRIMARY_CARE", "Doctors", "Doctors and clinics"),
    both("MEDICAL_VETERINARY_SERVICES", "Veterinary care", "Doctors for animals"),
    both("MEDICAL_OTHER_MEDICAL", "Other health", "Any other care, hospitals and tests among it"),
];

const PERSONAL_CARE: &[DetailedCategory] = &[
    both("PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", "Gyms and fitness", "Gyms and classes"),
    both("PERSONAL_CARE_HAIR_AND_BEAUTY", "Hair and beauty", "Hairdressers, cosmetics and spas"),
    both("PERSONAL_CARE_LAUNDRY_AND_DRY_CLEANING", "Laundry", "Washing and cleaning of clothes"),
    both("PERSONAL_CARE_OTHER_PERSONAL_CARE", "Other personal care", "Any other care of oneself"),
];

const GENERAL_SERVICES: &[DetailedCategory] = &[
    both(
        "GENERAL_SERVICES_ACCOUNTING_AND_FINANCIAL_PLANNING",
        "Accounting and planning",
        "Help with money and taxes",
    ),
    both("GENERAL_SERVICES_AUTOMOTIVE", "Car care", "Repairs, washing and parts"),
    both("GENERAL_SERVICES_CHILDCARE", "Childcare", "Day care and sitters"),
    both("GENERAL_SERVICES_CONSULTING_AND_LEGAL", "Consulting and legal", "Advisers and lawyers"),
    both("GENERAL_SERVICES_EDUCATION", "Education", "Schools, universities and courses"),
    both("GENERAL_SERVICES_INSURANCE", "Insurance", "Premiums of any insurance"),
    both("GENERAL_SERVICES_POSTAGE_AND_SHIPPING", "Postage and shipping", "Letters and parcels"),
    both("GENERAL_SERVICES_STORAGE", "Storage", "Room rented for things"),
    both(
        "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
        "Other services",
        "Any other service, advertising and cloud storage among it",
    ),
];

const GOVERNMENT_AND_NON_PROFIT: &[DetailedCategory] = &[
    both(
        "GOVERNMENT_AND_NON_PROFIT_DONATIONS",
        "Donations",
        "Gifts to charities, churches and parties",
    ),
    both(
        "GOVERNMENT_AND_NON_PROFIT_GOVERNMENT_DEPARTMENTS_AND_AGENCIES",
        "Public offices",
        "Fees of public bodies, licences and fines",
    ),
    both("GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", "Taxes", "Taxes paid"),
    both(
        "GOVERNMENT_AND_NON_PROFIT_OTHER_GOVERNMENT_AND_NON_PROFIT",
        "Other public bodies",
        "Anything else of that kind",
    ),
];

const TRANSPORTATION: &[DetailedCategory] = &[
    both(
        "TRANSPORTATION_BIKES_AND_SCOOTERS",
        "Bikes and scooters",
        "Bicycles and scooters, rented by the ride",
    ),
    both("TRANSPORTATION_GAS", "Fuel", "Fuel and charging"),
    both("TRANSPORTATION_PARKING", "Parking", "Places to park"),
    both("TRANSPORTATION_PUBLIC_TRANSIT", "Public transport", "Buses, trains and trams"),
    both("TRANSPORTATION_TAXIS_AND_RIDE_SHARES", "Taxis and rides", "Taxis and rides by app"),
    both("TRANSPORTATION_TOLLS", "Tolls", "Roads and bridges that cost"),
    both("TRANSPORTATION_OTHER_TRANSPORTATION", "Other transport", "Any other way around"),
];

const TRAVEL: &[DetailedCategory] = &[
    both("TRAVEL_FLIGHTS", "Flights", "Airlines"),
    both("TRAVEL_LODGING", "Lodging", "Hotels and other places to sleep"),
    both("TRAVEL_RENTAL_CARS", "Rental cars", "Cars rented for days"),
    both("TRAVEL_OTHER_TRAVEL", "Other travel", "Anything else on a journey"),
];

const RENT_AND_UTILITIES: &[DetailedCategory] = &[
    both("RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", "Gas and electricity", "Heat and power"),
    both(
        "RENT_AND_UTILITIES_INTERNET_AND_CABLE",
        "Internet and cable",
        "Connections to the net and to television",
    ),
    both("RENT_AND_UTILITIES_RENT", "Rent", "What a landlord is paid"),
    both(
        "RENT_AND_UTILITIES_SEWAGE_AND_WASTE_MANAGEMENT",
        "Sewage and waste",
        "What is carried away",
    ),
    both("RENT_AND_UTILITIES_TELEPHONE", "Telephone", "Mobile and fixed lines"),
    both("RENT_AND_UTILITIES_WATER", "Water", "Water from the tap"),
    both("RENT_AND_UTILITIES_OTHER_UTILITIES", "Other utilities", "Any other utility"),
];
