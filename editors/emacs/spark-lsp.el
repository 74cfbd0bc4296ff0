;;; spark-lsp.el --- Advice on the code under the cursor, by Eglot  -*- lexical-binding: t; -*-

;; Eglot starts one server a buffer: this one takes the place of another for these modes.

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((c-mode c++-mode go-mode java-mode js-mode js-jsx-mode python-mode rust-mode typescript-mode
                c-ts-mode c++-ts-mode go-ts-mode java-ts-mode js-ts-mode python-ts-mode rust-ts-mode
                typescript-ts-mode tsx-ts-mode)
               . ("spark-lsp" "serve")))

(provide 'spark-lsp)
;;; spark-lsp.el ends here
