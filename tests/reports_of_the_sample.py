"""Which reports tests make of the sample, each for a period that all its sources reach."""

REPORTS_OF_THE_SAMPLE = {
    "quarterly_performance": "2024-25 Q4",
    "strategic_assessment": "12 months to 2023-09",
    "annual_delivery_plan": "2024-25",
    "hwb_report": "2024-25",
    "data_quality": "2024-25 Q4",
}
