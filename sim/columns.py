"""Page 1, state: every column of every table that changes in a run.

Rows of ``customers`` are everyone in the market, subscriber or not, so that a row is the same human in every
scenario. Floats are stored in 32 bits and computed in 64; money is whole cents of the scenario's currency.
``-1`` in an operator or offer column means "none".
"""

from __future__ import annotations

from sim.core.schema import Column

NONE = -1
"""No operator, no offer."""
NOBODY_KEY = 2_140_143_823
"""crc32 of 'none': the key of having no subscription, an alternative with a taste of its own."""
NO_ORDER = -2
"""Nothing is on order; ``NONE`` on order would be an order for nothing."""
G4 = 4
"""The generation whose launch is studied; 2 and 3 came before."""
HIGHEST_SCORE = 100.0
"""Satisfaction and the like run from 0 to this."""
MONTH_DAYS = 30
"""Every month has as many days; days exist only where orders are delivered."""

CUSTOMERS = (
    Column("id", "uint32", "1", "Identity, the same in every scenario; address of the customer's luck.", 0),
    Column("segment", "uint8", "index", "Segment, in the scenario's order.", 0, low=0),
    Column("place", "uint8", "index", "Place, in the scenario's order.", 0, low=0),
    Column("age", "uint8", "years", "Age in years.", 40, low=10, high=99),
    Column("price_sensitivity", "float32", "ratio", "Multiplier of the price coefficient.", 1.0, low=0.0),
    Column("quality_sensitivity", "float32", "ratio", "Multiplier of the quality coefficient.", 1.0, low=0.0),
    Column(
        "service_sensitivity",
        "float32",
        "ratio",
        "Multiplier of the weight of service in experience.",
        1.0,
        low=0.0,
    ),
    Column(
        "social_sensitivity",
        "float32",
        "ratio",
        "Multiplier of the pull of neighbours' handsets.",
        1.0,
        low=0.0,
    ),
    Column("readiness", "float32", "ratio", "Multiplier of the chance to look around.", 1.0, low=0.0),
    Column("sociability", "uint8", "people", "Acquaintances sought among the neighbours.", 0, low=0, high=8),
    Column("ties", "uint8", "bits", "Pairings of the neighbourhood that are acquaintances, one bit each.", 0),
    Column("voice_need", "float32", "minutes/month", "Minutes wanted at a price of zero.", 0.0, low=0.0),
    Column("data_need", "float32", "MB/month", "Data wanted on 3G at a price of zero.", 0.0, low=0.0),
    Column("operator", "int8", "index", "Operator subscribed to.", NONE, low=-1),
    Column("offer", "int16", "index", "Offer held.", NONE, low=-1),
    Column("tenure", "uint16", "months", "Months with the operator.", 0),
    Column("commitment", "uint8", "months", "Months of contract left.", 0),
    Column("rebate", "int32", "cents/month", "Handset rebate while the commitment lasts.", 0, low=0),
    Column("trial", "uint8", "months", "Free months left.", 0),
    Column("tried", "uint8", "bits", "Operators whose free trial was taken, one bit each.", 0),
    Column("handset", "uint8", "generation", "Newest generation the handset can use.", 2, low=2, high=4),
    Column("handset_age", "uint8", "months", "Age of the handset.", 0),
    Column("aware", "uint8", "bits", "Operators the customer knows and would consider, one bit each.", 0),
    Column(
        "expectation", "float32", "0..100", "Performance expected of the own operator.", 74.6, low=0, high=100
    ),
    Column(
        "satisfaction",
        "float32",
        "0..100",
        "Cumulative satisfaction with the own operator.",
        72.0,
        low=0,
        high=100,
    ),
    Column("loyalty", "float32", "0..100", "Attitudinal loyalty to the own operator.", 63.4, low=0, high=100),
    Column("habit", "float32", "0..1", "Habit of using 4G.", 0.0, low=0, high=1),
    Column(
        "face",
        "uint16",
        "bits",
        "What friends see: operator, operator left, what was said of it, 4G (kernels.friends.shown).",
        0,
    ),
    Column("friends", "uint8", "strength", "Friends, counted by strength of tie.", 0, low=0),
    Column("friends_4g", "uint8", "strength", "Of these, users of 4G.", 0, low=0),
    Column("friends_here", "uint8", "strength", "Of these, with the own operator.", 0, low=0),
    Column(
        "heard",
        "int8",
        "percent",
        "What friends said of the own operator, from all blame to all praise.",
        0,
        low=-100,
        high=100,
    ),
    Column(
        "pull", "float32", "friends", "Close friends who lately left the own operator, fading.", 0.0, low=0
    ),
    Column(
        "referred",
        "uint8",
        "links",
        "Place in a chain of referrals that the wanted offer would give; 0 when no friend praised it.",
        0,
        low=0,
    ),
    Column(
        "chain",
        "uint8",
        "links",
        "Place in the chain of referrals that led to the own operator; 0 for those who came by themselves.",
        0,
        low=0,
    ),
    Column("triggers", "uint8", "bits", "What could draw attention this month (rules.attention.Trigger).", 0),
    Column("attending", "uint8", "0/1", "Reconsiders the offer this month.", 0, low=0, high=1),
    Column("wanted", "int16", "index", "Offer wanted this month; -1 is no subscription.", NONE, low=-1),
    Column(
        "reason",
        "uint8",
        "reason",
        "Why the customer last wanted to leave an operator (rules.leaving.REASONS).",
        0,
        low=0,
        high=7,
    ),
    Column("ordered", "int16", "index", "Offer on order; -2 when nothing is on order.", -2, low=-2),
    Column(
        "channel",
        "int8",
        "index",
        "Kind of outlet at which the last order was taken, in the scenario's order; -1 for none.",
        NONE,
        low=-1,
    ),
    Column(
        "delivery",
        "float32",
        "0..100",
        "How the last delivery was felt; -1 when there was none this month.",
        -1.0,
        low=-1,
    ),
    Column(
        "order_failed",
        "uint8",
        "0/1",
        "An order of this customer failed or was given up last month.",
        0,
        low=0,
        high=1,
    ),
    Column("voice_used", "float32", "minutes", "Minutes used this month.", 0.0, low=0),
    Column("data_used", "float32", "MB", "Data used this month.", 0.0, low=0),
    Column("active_days", "uint8", "days", "Days of this month on the present offer.", 0, low=0, high=30),
    Column("bill", "int32", "cents", "Bill of this month from the present operator.", 0, low=0),
    Column("final_bill", "int32", "cents", "Closing bill from the operator left this month.", 0, low=0),
    Column("left", "int8", "index", "Operator left this month.", NONE, low=-1),
    Column("bill_expected", "int32", "cents", "Bill the customer has come to expect.", 0, low=0),
    Column(
        "pays", "uint8", "way", "Way of paying: 0 prepaid, 1 standing order, 2 by hand.", 0, low=0, high=2
    ),
    Column(
        "forgetfulness", "float32", "ratio", "Multiplier of the chance to leave a bill unpaid.", 1.0, low=0.0
    ),
    Column("due", "int32", "cents", "Owed to the present operator.", 0, low=0),
    Column("overdue", "uint8", "months", "Months in a row that something stayed unpaid.", 0, low=0),
    Column("payment", "int32", "cents", "Paid to the present operator this month.", 0, low=0),
    Column(
        "final_due",
        "int32",
        "cents",
        "Owed to the operator left this month, closing bill included.",
        0,
        low=0,
    ),
    Column("final_payment", "int32", "cents", "Paid to the operator left this month.", 0, low=0),
    Column("reminded", "uint8", "0/1", "Was reminded of an unpaid bill this month.", 0, low=0, high=1),
    Column("cut", "uint8", "0/1", "The subscription is ended this month for unpaid bills.", 0, low=0, high=1),
    Column("paid", "int32", "cents", "All bills and goods paid since the start of the run.", 0, low=0),
)

OFFERS = (
    Column("operator", "int64", "index", "Operator that sells the offer.", 0, low=0),
    Column("key", "int64", "crc32", "Identity: crc32 of 'operator/offer'.", 0, low=0),
    Column("generation", "int64", "generation", "Network generation the offer opens.", 2, low=2, high=4),
    Column("open", "int64", "0/1", "Can be bought this month.", 0, low=0, high=1),
    Column("fee", "int64", "cents/month", "Monthly fee.", 0, low=0),
    Column("minutes", "float64", "minutes/month", "Voice allowance.", 0.0, low=0),
    Column("data", "float64", "MB/month", "Data allowance.", 0.0, low=0),
    Column("minute_price", "float64", "cents/minute", "Price of a minute beyond the allowance.", 0.0, low=0),
    Column("mb_price", "float64", "cents/MB", "Price of a megabyte beyond the allowance.", 0.0, low=0),
    Column(
        "data_cap",
        "int64",
        "cents/month",
        "Most that data beyond the allowance can cost in a month.",
        0,
        low=0,
    ),
    Column("commitment", "int64", "months", "Contract asked for without a handset.", 0, low=0),
    Column(
        "trial", "int64", "months", "Free months for those who have not tried this operator's 4G.", 0, low=0
    ),
    Column("trial_data", "float64", "MB/month", "Data allowance while the trial lasts.", 0.0, low=0),
    Column("subsidy", "int64", "cents", "Taken off the price of the handset at once.", 0, low=0),
    Column(
        "rebate", "int64", "cents/month", "Taken off the bill each month of the handset commitment.", 0, low=0
    ),
    Column(
        "handset", "int64", "generation", "Generation of the handset sold with the offer.", 2, low=2, high=4
    ),
    Column(
        "handset_commitment", "int64", "months", "Contract asked for with a subsidised handset.", 0, low=0
    ),
)

OPERATORS = (
    Column("key", "int64", "crc32", "Identity: crc32 of the operator's name; address of luck.", 0, low=0),
    Column("media", "int64", "cents/month", "Media spend this month, at real size.", 0, low=0),
    Column("adstock", "float64", "cents", "Carried-over media spend.", 0.0, low=0),
    Column("reach", "float64", "0..1", "Share of people reached by media this month.", 0.0, low=0, high=1),
    Column("service", "int64", "cents/month", "Spend on service per subscriber.", 0, low=0),
    Column(
        "service_level", "float64", "0..100", "Performance of service as delivered.", 0.0, low=0, high=100
    ),
    Column("promise", "float64", "0..100", "Performance that advertising promises.", 0.0, low=0, high=100),
    Column(
        "image", "float64", "0..100", "Public image: what subscribers felt last month.", 72.6, low=0, high=100
    ),
    Column(
        "appeal",
        "float64",
        "utils",
        "Appeal that nothing else explains (alternative-specific constant).",
        0.0,
    ),
    Column("sites", "float64", "sites", "4G base stations built.", 0.0, low=0),
    Column("capex", "int64", "cents", "Invested this month, at real size.", 0, low=0),
    Column("book_value", "int64", "cents", "Investment not yet written down.", 0, low=0),
    Column("depreciation", "int64", "cents", "Written down this month.", 0, low=0),
    Column("written", "int64", "cents", "Written down since the start of the run.", 0, low=0),
    Column("subscribers", "int64", "customers", "Simulated subscribers at the end of last month.", 0, low=0),
    Column("in_trial", "int64", "customers", "Of these in a free trial.", 0, low=0),
    Column(
        "reminders", "float64", "share", "Unpaid bills that are followed by a reminder.", 0.5, low=0, high=1
    ),
    Column("suspend_after", "int64", "months", "Unpaid bills after which service is suspended.", 2, low=1),
    Column("cut_after", "int64", "months", "Unpaid bills after which the subscription is ended.", 4, low=1),
    Column("staff", "int64", "cents/month", "Wages of the month, at real size.", 0, low=0),
    Column("cash", "int64", "cents", "Paid as whole amounts since the start, at real size; negative.", 0),
    Column(
        "till", "int64", "cents", "Taken from and spent on simulated customers since the start, in cash.", 0
    ),
    Column("cash_opening", "int64", "cents", "Of these, up to the end of last month: whole amounts.", 0),
    Column("till_opening", "int64", "cents", "And those of simulated customers.", 0),
    Column("earned", "int64", "cents", "Profit before tax since the start of the run.", 0),
    Column("taxed", "int64", "cents", "Of this, what tax is paid on: its highest level so far.", 0, low=0),
    Column("spent_media", "int64", "cents", "Media since the start of the run.", 0, low=0),
    Column("spent_service", "int64", "cents", "Service since the start of the run.", 0, low=0),
    Column("spent_sites", "int64", "cents", "Invested in sites since the start of the run.", 0, low=0),
    Column("owed", "int64", "cents", "Owed by simulated customers at the end of last month.", 0, low=0),
    Column(
        "paid",
        "int64",
        "cents",
        "All that simulated customers paid, up to the end of last month; market total in row 0.",
        0,
        low=0,
    ),
    Column("mix_hall", "float64", "0..1", "Channel mix: own halls.", 1.0, low=0, high=1),
    Column("mix_agent", "float64", "0..1", "Channel mix: agents and dealers.", 0.0, low=0, high=1),
    Column(
        "mix_online", "float64", "0..1", "Channel mix: web, app and hotline, delivered.", 0.0, low=0, high=1
    ),
)

NETWORK = (
    Column(
        "coverage",
        "float64",
        "0..1",
        "Share of the place covered by the operator's generation.",
        0.0,
        low=0,
        high=1,
    ),
    Column(
        "quality",
        "float64",
        "0..100",
        "Expected network performance there, lower generations filling gaps.",
        0.0,
        low=0,
        high=100,
    ),
)
"""One row per operator, place and generation (2, 3, 4), in that order."""

CELLS = (
    Column("people", "int64", "customers", "Simulated people of the place and segment.", 0, low=0),
    Column(
        "using_4g",
        "int64",
        "customers",
        "Of these, with a 4G handset on a 4G offer at the end of last month.",
        0,
        low=0,
    ),
)
"""One row per place and segment, in that order."""

CHANNELS = (
    Column(
        "outlets",
        "int64",
        "outlets",
        "Outlets of the operator and kind in the place, at real size.",
        0,
        low=0,
    ),
    Column(
        "covered", "float64", "0..1", "Share of the place's people within reach of one.", 0.0, low=0, high=1
    ),
    Column(
        "visits", "int64", "customers", "Simulated customers who tried to order there this month.", 0, low=0
    ),
    Column(
        "crowd", "float64", "customers", "Simulated customers a month whom people expect there.", 0.0, low=0
    ),
    Column("wait", "float64", "minutes", "Wait that people expect there.", 0.0, low=0),
)
"""One row per operator, kind of outlet and place, in that order."""

TABLES = {
    "customers": CUSTOMERS,
    "offers": OFFERS,
    "operators": OPERATORS,
    "network": NETWORK,
    "cells": CELLS,
    "channels": CHANNELS,
}
