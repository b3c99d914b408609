package dev.dromedary.objects;

/** What became of an object that was found; the better ones first. */
enum Ending {
    /** Nobody needs to look at this version again: it is done, or a dead letter, by whomever. */
    SETTLED,
    /** Another process works on it, and may die. */
    BUSY,
    /** It went back, for what is down or for what the route lacks. */
    GIVEN_BACK
}
