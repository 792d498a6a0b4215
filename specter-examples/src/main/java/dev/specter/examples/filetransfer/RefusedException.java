package dev.specter.examples.filetransfer;

/** Ends a transfer; the message is for the page to read. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
