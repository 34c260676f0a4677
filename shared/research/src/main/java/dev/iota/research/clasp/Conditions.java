package dev.iota.research.clasp;

/** What simulated losses are like beside what miners do to them. */
public enum Conditions {
    /** N(4.5, 0.2), every miner of a stage as often as the others. */
    PLAIN("losses N(4.5, 0.2)"),
    /**
     * The level falls from epoch to epoch; positions differ in difficulty by 0.3, of which four of five are known;
     * one pathway of twenty is rescued, twice as often where the first miner of a stage took part, and 0.1 above;
     * losses spread twice as much with some miners as with others; one miner of each stage has a fifth of the work of
     * the others, and another joins in the middle.
     */
    HARD("difficulty, epochs, rescues, uneven miners");

    private final String words;

    Conditions(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
