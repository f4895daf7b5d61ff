// Generated from openapi.json by `npm run openapi`.

export interface paths {
    "/v1/discrepancies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What does not add up, whichever reconciliation found it, newest first
         * @description What does not add up, whichever reconciliation found it, newest first.
         *
         *     Needs somebody in group `admin`, or a token with scope `backroom/operations`.
         */
        get: operations["listDiscrepancies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/discrepancies/{id}/repairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Applies the repair that a discrepancy offers, from what is true now
         * @description Applies the repair that a discrepancy offers, from what is true now; what has righted itself is left alone.
         *
         *     Needs somebody in group `admin`.
         *
         *     Whoever was disabled or removed is refused at once, though their token lasts: 401 `session_ended`.
         *
         *     Safe to repeat with the same `Idempotency-Key`.
         */
        post: operations["repairDiscrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the shop can be served, and what was checked to say so
         * @description Whether the shop can be served, and what was checked to say so.
         *
         *     Anyone may call it.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the shop knows of the caller
         * @description What the shop knows of the caller.
         *
         *     Needs a token with scope `backroom/shop`.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        /**
         * Closes the account for good
         * @description Closes the account for good: its user is removed, and what is personal is erased. Orders stay, as the law wants them to, without where they went.
         *
         *     Needs a token with scope `backroom/shop`.
         *
         *     Whoever was disabled or removed is refused at once, though their token lasts: 401 `session_ended`.
         */
        delete: operations["eraseMe"];
        options?: never;
        head?: never;
        /**
         * Changes what the shop knows of the caller (JSON merge patch)
         * @description Changes what the shop knows of the caller (JSON merge patch).
         *
         *     Needs a token with scope `backroom/shop`.
         */
        patch: operations["patchMe"];
        trace?: never;
    };
    "/v1/me/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's addresses, by name
         * @description The caller's addresses, by name.
         *
         *     Needs a token with scope `backroom/shop`.
         */
        get: operations["listAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/addresses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keeps an address under a name, such as `home`, instead of what was kept under it
         * @description Keeps an address under a name, such as `home`, instead of what was kept under it. At most 20.
         *
         *     Needs a token with scope `backroom/shop`.
         */
        put: operations["putAddress"];
        post?: never;
        /**
         * Forgets an address
         * @description Forgets an address.
         *
         *     Needs a token with scope `backroom/shop`.
         */
        delete: operations["deleteAddress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks for a copy of all that the shop keeps of the caller
         * @description Asks for a copy of all that the shop keeps of the caller; it is kept for a week. One that was asked for within the hour is the same.
         *
         *     Needs a token with scope `backroom/shop`.
         *
         *     Whoever was disabled or removed is refused at once, though their token lasts: 401 `session_ended`.
         */
        post: operations["requestExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a copy has come
         * @description How far a copy has come.
         *
         *     Needs a token with scope `backroom/shop`.
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/exports/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The copy itself, once it is ready
         * @description The copy itself, once it is ready: the account first, then its orders.
         *
         *     Needs a token with scope `backroom/shop`.
         */
        get: operations["listExportItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description of the API
         * @description This description of the API.
         *
         *     Anyone may call it.
         *
         *     Answers may be kept: `Cache-Control: public, max-age=300`.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's orders, newest first
         * @description The caller's orders, newest first; staff see everybody's. A page may be short: follow nextCursor.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Takes an order, all of it or nothing
         * @description Takes an order, all of it or nothing: prices are frozen and the stock is held.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`.
         *
         *     Safe to repeat with the same `Idempotency-Key`.
         */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An order as it stands
         * @description An order as it stands.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets an order go and puts its units back in stock
         * @description Lets an order go and puts its units back in stock. The owner may until it is paid or shipped; staff also then.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`, or somebody in group `staff` (an admin may all that staff may).
         *
         *     Safe to repeat with the same `Idempotency-Key`.
         */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to an order, numbered from 1 without gaps
         * @description What happened to an order, numbered from 1 without gaps.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        get: operations["listOrderEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An order's payments, the first one first, each with its refunds
         * @description An order's payments, the first one first, each with its refunds. At most one of them ever succeeds.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        get: operations["listPayments"];
        put?: never;
        /**
         * Begins the payment of an order, or goes on with the one that is open
         * @description Begins the payment of an order, or goes on with the one that is open. The client secret confirms it at the provider; an order of nothing is paid at once and has none.
         *
         *     Needs a token with scope `backroom/shop`, or a token with scope `backroom/orders.write`.
         *
         *     Safe to repeat with the same `Idempotency-Key`.
         */
        post: operations["createPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives money back
         * @description Gives money back: all that is left, an amount, or what lines cost. With `restock` the units of the lines go back on the shelf; of all lines where none is named.
         *
         *     Needs somebody in group `admin`.
         *
         *     Whoever was disabled or removed is refused at once, though their token lasts: 401 `session_ended`.
         *
         *     Safe to repeat with the same `Idempotency-Key`.
         */
        post: operations["createRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products on sale by SKU, of one category or of all
         * @description Products on sale by SKU, of one category or of all.
         *
         *     Anyone may call it.
         *
         *     Answers may be kept: `Cache-Control: public, max-age=5`.
         */
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A product with its prices
         * @description A product with its prices.
         *
         *     Anyone may call it.
         *
         *     Answers may be kept: `Cache-Control: public, max-age=5`.
         */
        get: operations["getProduct"];
        /**
         * Creates a product or replaces all that is said about it
         * @description Creates a product or replaces all that is said about it. Saying nothing new changes nothing.
         *
         *     Needs a token with scope `backroom/catalog.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        put: operations["putProduct"];
        post?: never;
        /**
         * Takes a product off sale
         * @description Takes a product off sale. Its history stays; putting it again brings it back.
         *
         *     Needs a token with scope `backroom/catalog.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        delete: operations["archiveProduct"];
        options?: never;
        head?: never;
        /**
         * Changes some of what is said about a product (JSON merge patch)
         * @description Changes some of what is said about a product (JSON merge patch).
         *
         *     Needs a token with scope `backroom/catalog.write`, or somebody in group `staff` (an admin may all that staff may).
         */
        patch: operations["patchProduct"];
        trace?: never;
    };
    "/v1/products/{sku}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Units that can be ordered now
         * @description Units that can be ordered now.
         *
         *     Anyone may call it.
         *
         *     Answers may be kept: `Cache-Control: public, max-age=1`.
         */
        get: operations["getStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Spreads the stock of a hot product over several counters, or gathers it again, while it sells
         * @description Spreads the stock of a hot product over several counters, or gathers it again, while it sells.
         *
         *     Needs somebody in group `staff` (an admin may all that staff may).
         */
        patch: operations["setStockShards"];
        trace?: never;
    };
    "/v1/products/{sku}/stock-movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger of a product's stock
         * @description The ledger of a product's stock: every change with its cause, newest first.
         *
         *     Needs somebody in group `staff` (an admin may all that staff may).
         */
        get: operations["listStockMovements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/provider-events/stripe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stripe's webhook
         * @description Stripe's webhook: signed over the body's bytes, queued before it is answered.
         *
         *     Anyone may call it.
         */
        post: operations["receiveStripeEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Holds stock, orders, events and the provider's ledger against our own
         * @description Holds stock, orders, events and the provider's ledger against our own; the answer says where to look.
         *
         *     Needs somebody in group `admin`, or a token with scope `backroom/operations`.
         */
        post: operations["startReconciliation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a reconciliation is, and the first hundred discrepancies that it found
         * @description How far a reconciliation is, and the first hundred discrepancies that it found.
         *
         *     Needs somebody in group `admin`, or a token with scope `backroom/operations`.
         */
        get: operations["getReconciliation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A day's sales by SKU
         * @description A day's sales by SKU: orders made on that day that are paid or on account, less what was cancelled or refunded.
         *
         *     Needs somebody in group `staff` (an admin may all that staff may).
         */
        get: operations["getDailyReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts units into stock or takes them out, with a reason
         * @description Puts units into stock or takes them out, with a reason.
         *
         *     Needs a token with scope `backroom/stock.write`, or somebody in group `staff` (an admin may all that staff may).
         *
         *     Safe to repeat with the same `Idempotency-Key`.
         */
        post: operations["recordStockMovement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Account
         * @description `id` is the `sub` of its owner’s tokens, `email` what was verified at sign-up.
         */
        Account: {
            /** Format: date-time */
            createdAt?: string;
            email?: string;
            id: string;
            locale?: string;
            name?: string;
            phone?: string;
            version: number;
        };
        /**
         * AccountPatch
         * @description A JSON merge patch (RFC 7396): what is named is replaced, null removes.
         */
        AccountPatch: {
            locale?: string | null;
            name?: string | null;
            phone?: string | null;
        };
        /** Address */
        Address: {
            city: string;
            country: string;
            name: string;
            postalCode: string;
            street: string;
        };
        /**
         * DailyReport
         * @description `refundsWithoutLines` was given back without naming lines: taken from the day's revenue, and from no SKU's.
         */
        DailyReport: {
            data: {
                revenue: components["schemas"]["Money"];
                sku: components["schemas"]["Sku"];
                units: number;
            }[];
            date: string;
            nextCursor: string | null;
            orders: number;
            refundsWithoutLines: components["schemas"]["Money"];
            revenue: components["schemas"]["Money"];
            units: number;
        };
        /** Discrepancy */
        Discrepancy: {
            /** Format: date-time */
            foundAt: string;
            id: components["schemas"]["DiscrepancyId"];
            kind: string;
            known: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            lastSeenAt: string;
            /** @description What `POST /v1/discrepancies/{id}/repairs` would do; absent where a person has to judge. */
            repair?: string;
            repaired?: {
                /** Format: date-time */
                at: string;
                by: string;
                did: {
                    [key: string]: unknown;
                };
                reason?: string;
            };
            says: string;
            /** @enum {string} */
            status: "open" | "repaired" | "gone";
            subject: string;
        };
        /** DiscrepancyId */
        DiscrepancyId: string;
        /** Export */
        Export: {
            /** Format: date-time */
            expiresAt: string;
            id: components["schemas"]["ExportId"];
            /** @description How many have been copied so far. */
            items: number;
            /** Format: date-time */
            requestedAt: string;
            /** @enum {string} */
            status: "pending" | "ready";
        };
        /** ExportId */
        ExportId: string;
        /**
         * ExportItem
         * @description The account with its addresses, or an order with its lines and where it was sent, as they stood. A long order is several items: the further ones hold its id and more lines.
         */
        ExportItem: {
            account: {
                [key: string]: unknown;
            };
            /** @constant */
            kind: "account";
        } | {
            /** @constant */
            kind: "order";
            order: {
                [key: string]: unknown;
            };
        };
        /**
         * GatewayMessage
         * @description What the gateway says by itself.
         */
        GatewayMessage: {
            message: string;
        };
        /**
         * Money
         * @description An amount of minor units (pence, cents) of a currency of ISO 4217.
         */
        Money: {
            amount: number;
            currency: string;
        };
        /** NamedAddress */
        NamedAddress: {
            address: components["schemas"]["Address"];
            id: string;
        };
        /**
         * Order
         * @description `expiresAt` stands on an order that waits for its payment; `refunded` is what went back to the buyer.
         */
        Order: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt?: string;
            id: components["schemas"]["OrderId"];
            lines: components["schemas"]["OrderLine"][];
            /** Format: date-time */
            orderedAt: string;
            /** @enum {string} */
            payment: "card" | "on_account";
            reference?: string;
            refunded?: components["schemas"]["Money"];
            status: components["schemas"]["OrderStatus"];
            total: components["schemas"]["Money"];
            version: number;
        };
        /** OrderEvent */
        OrderEvent: {
            /** Format: date-time */
            at: string;
            data: {
                [key: string]: unknown;
            };
            id: string;
            seq: number;
            type: string;
        };
        /** OrderId */
        OrderId: string;
        /**
         * OrderInput
         * @description At most 1200 distinct SKUs. Lines of equal (sku, agreedPrice) are summed. An `expectedTotal` that is not the total refuses the order.
         */
        OrderInput: {
            expectedTotal?: components["schemas"]["Money"];
            lines: components["schemas"]["OrderLineInput"][];
            /** Format: date-time */
            orderedAt?: string;
            /**
             * @default card
             * @enum {string}
             */
            payment?: "card" | "on_account";
            reference?: string;
            shipTo?: components["schemas"]["Address"];
        };
        /** OrderLine */
        OrderLine: {
            amount: components["schemas"]["Money"];
            id: string;
            name: string;
            quantity: number;
            sku: components["schemas"]["Sku"];
            unitPrice: components["schemas"]["Money"];
        };
        /**
         * OrderLineInput
         * @description `agreedPrice` is the unit price that a trusted seller (scope `backroom/orders.write`) has agreed on.
         */
        OrderLineInput: {
            agreedPrice?: components["schemas"]["Money"];
            quantity: number;
            sku: components["schemas"]["Sku"];
        };
        /**
         * OrderStatus
         * @enum {string}
         */
        OrderStatus: "pending_payment" | "on_account" | "paid" | "expiring" | "fulfilled" | "cancelled" | "expired";
        /**
         * OrderSummary
         * @description An order without its lines. `refunded` is what of the total went back to the buyer.
         */
        OrderSummary: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt?: string;
            id: components["schemas"]["OrderId"];
            /** Format: date-time */
            orderedAt: string;
            /** @enum {string} */
            payment: "card" | "on_account";
            reference?: string;
            refunded?: components["schemas"]["Money"];
            status: components["schemas"]["OrderStatus"];
            total: components["schemas"]["Money"];
            version: number;
        };
        /** Payment */
        Payment: {
            amount: components["schemas"]["Money"];
            captured: components["schemas"]["Money"];
            /** Format: date-time */
            createdAt: string;
            /** @description Why the last card was refused, in the provider's words. */
            declineCode?: string;
            disputed?: boolean;
            generation: number;
            id: components["schemas"]["PaymentId"];
            refunded: components["schemas"]["Money"];
            refunds: {
                amount: components["schemas"]["Money"];
                /** Format: date-time */
                createdAt: string;
                id: components["schemas"]["RefundId"];
                lines?: components["schemas"]["RefundedLine"][];
                reason: string;
                restock: boolean;
                /** @enum {string} */
                status: "pending" | "succeeded" | "failed";
            }[];
            /** @enum {string} */
            status: "open" | "declined" | "closing" | "closed" | "succeeded";
        };
        /** PaymentId */
        PaymentId: string;
        /**
         * Problem
         * @description Why a request was refused (RFC 9457). Some codes bring further members, such as a new quote.
         */
        Problem: {
            /** @description For programs to tell problems apart by. */
            code: string;
            detail: string;
            /** @description Each fault in what was sent, or each thing that stands in its way. */
            errors?: ({
                code: string;
                message: string;
                /** @description Where in the request: `lines.3.quantity`. */
                path: string;
            } & {
                [key: string]: unknown;
            })[];
            requestId: string;
            status: number;
            title: string;
            /** Format: uri */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** Product */
        Product: {
            category?: string;
            description?: string;
            name: string;
            price: components["schemas"]["Money"];
            priceBreaks: {
                minQuantity: number;
                price: components["schemas"]["Money"];
            }[];
            sku: components["schemas"]["Sku"];
            /** @enum {string} */
            status: "active" | "archived";
            stocked: boolean;
            /** Format: date-time */
            updatedAt: string;
            version: number;
        };
        /**
         * ProductInput
         * @description What is said about a product. All its prices are in one currency.
         */
        ProductInput: {
            category?: string;
            description?: string;
            name: string;
            price: components["schemas"]["Money"];
            /**
             * @description Unit prices from a quantity on, of all lines of an order with this SKU together. Each begins at another.
             * @default []
             */
            priceBreaks?: {
                minQuantity: number;
                price: components["schemas"]["Money"];
            }[];
            /**
             * @default active
             * @enum {string}
             */
            status?: "active" | "archived";
            /**
             * @description False for a fee or a service, which is never out of stock.
             * @default true
             */
            stocked?: boolean;
        };
        /**
         * ProductPatch
         * @description A JSON merge patch (RFC 7396): what is named is replaced, null removes.
         */
        ProductPatch: {
            category?: string | null;
            description?: string | null;
            name?: string;
            price?: components["schemas"]["Money"];
            priceBreaks?: {
                minQuantity: number;
                price: components["schemas"]["Money"];
            }[] | null;
            /** @enum {string} */
            status?: "active" | "archived";
            /** @description False for a fee or a service, which is never out of stock. */
            stocked?: boolean;
        };
        /** Reconciliation */
        Reconciliation: {
            /** @description How much was looked at, by audit. */
            checked: {
                [key: string]: number;
            };
            /** Format: date-time */
            finishedAt?: string;
            /** @description How many discrepancies it found. */
            found: number;
            id: components["schemas"]["ReconciliationId"];
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            startedAt: string;
            /** @enum {string} */
            status: "running" | "finished";
        };
        /** ReconciliationId */
        ReconciliationId: string;
        /** RefundedLine */
        RefundedLine: {
            lineId: string;
            quantity: number;
        };
        /** RefundId */
        RefundId: string;
        /** RefundInput */
        RefundInput: {
            amount?: components["schemas"]["Money"];
            lines?: components["schemas"]["RefundedLine"][];
            reason: string;
            /** @default false */
            restock?: boolean;
        };
        /**
         * Sku
         * @description Case-sensitive, as on the label.
         */
        Sku: string;
        /** StockMovement */
        StockMovement: {
            /** Format: date-time */
            at: string;
            id: string;
            quantity: number;
            reason: string;
            reference?: string;
            sku: components["schemas"]["Sku"];
        };
        /** StockMovementInput */
        StockMovementInput: {
            /** @description Units in (above 0) or out (below 0). */
            quantity: number;
            /** @description Why, in the warehouse's words: `receipt`, `return`, `count`, … */
            reason: string;
            reference?: string;
            sku: components["schemas"]["Sku"];
        };
    };
    responses: never;
    parameters: {
        /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
        IdempotencyKey: string;
        /** @description The `ETag` that the caller has seen; 412 where it is another by now. `*` is any. */
        IfMatch: string;
        /** @description The `ETag` that the caller has seen; 412 where it is another by now, 428 without. `*` is any. */
        IfMatchRequired: string;
        /** @description An `ETag` that the caller has already; 304 where it still is. */
        IfNoneMatch: string;
        /** @description Stripe's signature over the body's bytes. */
        StripeSignature: string;
    };
    requestBodies: never;
    headers: {
        /** @description The record's version, for `If-Match` and `If-None-Match`. */
        ETag: string;
        /** @description Present where the key was known: this is what it was answered the first time. */
        IdempotencyReplayed: "true";
        /** @description Where what was made can be read. */
        Location: string;
        /** @description How many requests the caller still may make now: `r`, and in how many seconds more fit: `t`. */
        RateLimit: string;
        /** @description The limit of the caller's class: `q` requests at once, won back within `w` seconds. */
        RateLimitPolicy: string;
        /** @description Names this request; also in every log line that it caused. Quote it when you ask us. */
        RequestId: string;
        /** @description Seconds after which to repeat the request, with the same key. */
        RetryAfter: string;
        /** @description What token is needed. */
        WwwAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listDiscrepancies: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @example open */
                status?: "open" | "repaired" | "gone";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Discrepancy"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    repairDiscrepancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example dis_3w7e4r2t4v9k2m7x0c5n8b1z6q */
                id: components["schemas"]["DiscrepancyId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description It is done. The same key is answered the same, for ever. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discrepancy"];
                };
            };
            /**
             * @description `idempotency_key_invalid`: An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.
             *
             *     `idempotency_key_missing`: This request needs an Idempotency-Key header.
             *
             *     `malformed_json`: The body is not JSON.
             */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_invalid" | "idempotency_key_missing" | "malformed_json";
                    };
                };
            };
            /**
             * @description `session_ended`: The user was disabled or removed since the token was issued.
             *
             *     `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "session_ended" | "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `no_repair`: This is for a person to judge.
             *
             *     `not_open`: The discrepancy is repaired.
             *
             *     `not_repaired`: The repair does not fit what is true now; the log says why.
             */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "no_repair" | "not_open" | "not_repaired";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `idempotency_key_reused`: This Idempotency-Key was used before, for a different request.
             *
             *     `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_reused" | "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            /** @constant */
                            table: "ok";
                        };
                        /** @constant */
                        status: "ok";
                    };
                };
            };
            /** @description `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that the caller has already; 304 where it still is. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    eraseMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is begun. */
            202: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        closedAt: string;
                        id: string;
                        /** @enum {string} */
                        status: "erasing" | "erased";
                    };
                };
            };
            /**
             * @description `session_ended`: The user was disabled or removed since the token was issued.
             *
             *     `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "session_ended" | "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    patchMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now. `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPatch"];
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listAddresses: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that the caller has already; 304 where it still is. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NamedAddress"][];
                    };
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    putAddress: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now. `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example home */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedAddress"];
                };
            };
            /** @description It is done. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedAddress"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `too_many_addresses`: An account keeps 20 addresses.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "too_many_addresses" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    deleteAddress: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now. `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example work */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    requestExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It is begun. */
            202: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `session_ended`: The user was disabled or removed since the token was issued.
             *
             *     `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "session_ended" | "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example exp_7x0c5n8b1z6q3w7e4r2t4v9k2m */
                id: components["schemas"]["ExportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listExportItems: {
        parameters: {
            query?: {
                cursor?: string;
                /** @example 20 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example exp_7x0c5n8b1z6q3w7e4r2t4v9k2m */
                id: components["schemas"]["ExportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ExportItem"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `export_not_ready`: The copy is being made; ask again in a moment. */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "export_not_ready";
                    };
                };
            };
            /** @description `account_closed`: This account was closed by its owner. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "account_closed";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that the caller has already; 304 where it still is. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers may be kept so long. */
                    "Cache-Control": "public, max-age=300";
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    };
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                reference?: string;
                /** @example pending_payment */
                status?: components["schemas"]["OrderStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrderSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderInput"];
            };
        };
        responses: {
            /** @description It is done. The same key is answered the same, for ever. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /**
             * @description `idempotency_key_invalid`: An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.
             *
             *     `idempotency_key_missing`: This request needs an Idempotency-Key header.
             *
             *     `malformed_json`: The body is not JSON.
             */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_invalid" | "idempotency_key_missing" | "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `out_of_stock`: There is not enough in stock.
             *
             *     `price_changed`: Prices have changed since; see the new quote.
             */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "out_of_stock" | "price_changed";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `idempotency_key_reused`: This Idempotency-Key was used before, for a different request.
             *
             *     `invalid_input`: The request is well-formed but not valid.
             *
             *     `mixed_currencies`: An order is in one currency.
             *
             *     `total_too_large`: The total is more than one order may come to.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             *
             *     `unknown_product`: Some products are not on sale.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_reused" | "invalid_input" | "mixed_currencies" | "total_too_large" | "unknown_field" | "unknown_product";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `request_in_progress`: The same request is being worked on; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy" | "request_in_progress";
                    };
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that the caller has already; 304 where it still is. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example ord_4v9k2m7x0c5n8b1z6q3w7e4r2t */
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example ord_7b1z6q3w7e4r2t4v9k2m7x0c5n */
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description It is done. The same key is answered the same, for ever. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        at: string;
                        orderId: components["schemas"]["OrderId"];
                        reason?: string;
                        /** @constant */
                        status: "cancelled";
                        version: number;
                    };
                };
            };
            /**
             * @description `idempotency_key_invalid`: An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.
             *
             *     `idempotency_key_missing`: This request needs an Idempotency-Key header.
             *
             *     `malformed_json`: The body is not JSON.
             */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_invalid" | "idempotency_key_missing" | "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `not_cancellable`: The order is fulfilled; it cannot be cancelled. */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_cancellable";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `idempotency_key_reused`: This Idempotency-Key was used before, for a different request.
             *
             *     `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_reused" | "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listOrderEvents: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @example ord_4v9k2m7x0c5n8b1z6q3w7e4r2t */
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrderEvent"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listPayments: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @example ord_4v9k2m7x0c5n8b1z6q3w7e4r2t */
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Payment"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    createPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example ord_4v9k2m7x0c5n8b1z6q3w7e4r2t */
                id: components["schemas"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It is done. The same key is answered the same, for ever. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        amount: components["schemas"]["Money"];
                        clientSecret?: string;
                        id: components["schemas"]["PaymentId"];
                        /** @enum {string} */
                        status: "open" | "succeeded";
                    };
                };
            };
            /**
             * @description `idempotency_key_invalid`: An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.
             *
             *     `idempotency_key_missing`: This request needs an Idempotency-Key header.
             *
             *     `malformed_json`: The body is not JSON.
             */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_invalid" | "idempotency_key_missing" | "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `already_paid`: The order is paid.
             *
             *     `not_payable`: The order is on_account; there is nothing to pay by card.
             *
             *     `payment_processing`: A payment of this order is being processed; wait for it.
             */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "already_paid" | "not_payable" | "payment_processing";
                    };
                };
            };
            /** @description `order_expired`: The time to pay this order is over. */
            410: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "order_expired";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `amount_not_accepted`: This total, or its currency, cannot be paid by card.
             *
             *     `amount_too_small`: The total is less than can be paid by card.
             *
             *     `idempotency_key_reused`: This Idempotency-Key was used before, for a different request.
             *
             *     `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "amount_not_accepted" | "amount_too_small" | "idempotency_key_reused" | "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    createRefund: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example pay_2m7x0c5n8b1z6q3w7e4r2t4v9k */
                id: components["schemas"]["PaymentId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundInput"];
            };
        };
        responses: {
            /** @description It is done. The same key is answered the same, for ever. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        amount: components["schemas"]["Money"];
                        /** Format: date-time */
                        createdAt: string;
                        id: components["schemas"]["RefundId"];
                        lines?: components["schemas"]["RefundedLine"][];
                        orderId: components["schemas"]["OrderId"];
                        paymentId: components["schemas"]["PaymentId"];
                        reason: string;
                        restock: boolean;
                        /** @enum {string} */
                        status: "pending" | "succeeded" | "failed";
                    };
                };
            };
            /**
             * @description `idempotency_key_invalid`: An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.
             *
             *     `idempotency_key_missing`: This request needs an Idempotency-Key header.
             *
             *     `malformed_json`: The body is not JSON.
             */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_invalid" | "idempotency_key_missing" | "malformed_json";
                    };
                };
            };
            /**
             * @description `session_ended`: The user was disabled or removed since the token was issued.
             *
             *     `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "session_ended" | "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `not_captured`: Nothing was taken with this payment.
             *
             *     `refund_refused`: The provider will not give it back. Nothing was refunded.
             */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_captured" | "refund_refused";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `amount_mismatch`: The lines cost 250; name them or an amount.
             *
             *     `currency_mismatch`: The payment is in GBP.
             *
             *     `idempotency_key_reused`: This Idempotency-Key was used before, for a different request.
             *
             *     `invalid_input`: The request is well-formed but not valid.
             *
             *     `nothing_to_refund`: That costs nothing.
             *
             *     `nothing_to_restock`: Only lines, or all of the order, can go back on the shelf.
             *
             *     `refund_exceeds_captured`: Only 250 GBP (minor units) can still be given back.
             *
             *     `too_many_lines`: At most 40 lines go back on the shelf with one refund.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             *
             *     `unknown_line`: The lines cannot be refunded so.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "amount_mismatch" | "currency_mismatch" | "idempotency_key_reused" | "invalid_input" | "nothing_to_refund" | "nothing_to_restock" | "refund_exceeds_captured" | "too_many_lines" | "unknown_field" | "unknown_line";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @example Kitchen */
                category?: string;
                cursor?: string;
                /** @example 20 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers may be kept so long. */
                    "Cache-Control": "public, max-age=5";
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Product"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /** @description `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that the caller has already; 304 where it still is. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example MUG */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers may be kept so long. */
                    "Cache-Control": "public, max-age=5";
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    putProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now. `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example MUG */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductInput"];
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description It is done. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    archiveProduct: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now, 428 without. `*` is any. */
                "If-Match": components["parameters"]["IfMatchRequired"];
            };
            path: {
                /** @example DELIVERY */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /** @description `if_match_missing`: This needs an If-Match header with the product's ETag. */
            428: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "if_match_missing";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    patchProduct: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now, 428 without. `*` is any. */
                "If-Match": components["parameters"]["IfMatchRequired"];
            };
            path: {
                /** @example MUG */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductPatch"];
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /** @description `if_match_missing`: This needs an If-Match header with the product's ETag. */
            428: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "if_match_missing";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that the caller has already; 304 where it still is. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example MUG */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers may be kept so long. */
                    "Cache-Control": "public, max-age=1";
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Absent where the product is not kept in stock. */
                        available?: number;
                        sku: components["schemas"]["Sku"];
                        stocked: boolean;
                    };
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    setStockShards: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that the caller has seen; 412 where it is another by now. `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example MUG */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    shards: number;
                };
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        available: number;
                        shards: number;
                        sku: components["schemas"]["Sku"];
                    };
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /** @description `version_mismatch`: It has changed since; read it again. */
            412: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "version_mismatch";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `not_stocked`: DELIVERY is not kept in stock.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "not_stocked" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    listStockMovements: {
        parameters: {
            query?: {
                cursor?: string;
                /** @example 20 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example MUG */
                sku: components["schemas"]["Sku"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["StockMovement"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    receiveStripeEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description Stripe's signature over the body's bytes. */
                "Stripe-Signature": components["parameters"]["StripeSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        received: true;
                    };
                };
            };
            /**
             * @description `invalid_signature`: The signature is not ours, or not of now.
             *
             *     `malformed_event`: The event is not of a shape that we know.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_signature" | "malformed_event";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    startReconciliation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description Payments and holds that are older are left out; everything where nothing is said.
                     */
                    since?: string;
                };
            };
        };
        responses: {
            /** @description It is begun. */
            202: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getReconciliation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example rec_6q3w7e4r2t4v9k2m7x0c5n8b1z */
                id: components["schemas"]["ReconciliationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How much was looked at, by audit. */
                        checked: {
                            [key: string]: number;
                        };
                        discrepancies: components["schemas"]["Discrepancy"][];
                        /** Format: date-time */
                        finishedAt?: string;
                        /** @description How many discrepancies it found. */
                        found: number;
                        id: components["schemas"]["ReconciliationId"];
                        /** Format: date-time */
                        since: string;
                        /** Format: date-time */
                        startedAt: string;
                        /** @enum {string} */
                        status: "running" | "finished";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_found`: There is no such thing, or it is somebody else’s. */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "not_found";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    getDailyReport: {
        parameters: {
            query: {
                currency?: string;
                cursor?: string;
                /** @example 2010-12-01 */
                date: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DailyReport"];
                };
            };
            /** @description `invalid_cursor`: The cursor is none that this list has given. */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_cursor";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `invalid_input`: The request is well-formed but not valid.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_input" | "unknown_field";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
    recordStockMovement: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StockMovementInput"];
            };
        };
        responses: {
            /** @description It is done. The same key is answered the same, for ever. */
            201: {
                headers: {
                    /** @description Answers are for the caller alone, and not kept. */
                    "Cache-Control": "no-store";
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockMovement"];
                };
            };
            /**
             * @description `idempotency_key_invalid`: An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.
             *
             *     `idempotency_key_missing`: This request needs an Idempotency-Key header.
             *
             *     `malformed_json`: The body is not JSON.
             */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_invalid" | "idempotency_key_missing" | "malformed_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: This needs a token.
             *
             *     `{"message"}`, of the gateway itself: The gateway takes the token for none of ours, or for expired.
             */
            401: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unauthenticated";
                    };
                };
            };
            /**
             * @description `forbidden`: The token does not allow this.
             *
             *     `{"message"}`, of the gateway itself: The token has none of the scopes.
             */
            403: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `would_go_negative`: Only 3 of MUG can be taken out. */
            409: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "would_go_negative";
                    };
                };
            };
            /**
             * @description `body_too_large`: The body may hold 65536 bytes.
             *
             *     `{"message"}`, of the gateway itself: The body is longer than 10 MB.
             */
            413: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be application/json, and not compressed. */
            415: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /**
             * @description `idempotency_key_reused`: This Idempotency-Key was used before, for a different request.
             *
             *     `invalid_input`: The request is well-formed but not valid.
             *
             *     `not_stocked`: DELIVERY is not kept in stock.
             *
             *     `unknown_field`: The request is well-formed but not valid.
             *
             *     `unknown_product`: Some products are not on sale.
             */
            422: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "idempotency_key_reused" | "invalid_input" | "not_stocked" | "unknown_field" | "unknown_product";
                    };
                };
            };
            /**
             * @description `rate_limited`: Too many requests; the next one fits in 2 s.
             *
             *     `{"message"}`, of the gateway itself: Too many requests: repeat it later, with the same key.
             */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "rate_limited";
                    };
                };
            };
            /**
             * @description `internal`: Something went wrong on our side.
             *
             *     `{"message"}`, of the gateway itself: The function failed.
             */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "internal";
                    };
                };
            };
            /**
             * @description `busy`: This took too long; repeat it with the same key.
             *
             *     `{"message"}`, of the gateway itself: The function took too long, or there were too many.
             */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
        };
    };
}
