/*
 * Doubly linked lists that run through a field of their nodes. DEFINE_LIST and DEFINE_LINK declare the list and the
 * field, IMPLEMENT_LIST the operations, named after the list. A node is in at most one list of a kind.
 */
#ifndef GEEKOS_LIST_H
#define GEEKOS_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define DEFINE_LIST(List, Node)                                                                                      \
    struct List {                                                                                                    \
        struct Node *head, *tail;                                                                                    \
    }

#define DEFINE_LINK(List, Node) struct Node *prev##List, *next##List

#define IMPLEMENT_LIST(List, Node)                                                                                   \
    static inline __attribute__((unused)) bool Is_##List##_Empty(const struct List *list) {                          \
        return list->head == NULL;                                                                                   \
    }                                                                                                                \
    static inline __attribute__((unused)) struct Node *Get_Front_Of_##List(const struct List *list) {                \
        return list->head;                                                                                           \
    }                                                                                                                \
    static inline __attribute__((unused)) struct Node *Get_Next_In_##List(const struct Node *node) {                 \
        return node->next##List;                                                                                     \
    }                                                                                                                \
    static inline __attribute__((unused)) void Add_To_Back_Of_##List(struct List *list, struct Node *node) {         \
        node->prev##List = list->tail;                                                                               \
        node->next##List = NULL;                                                                                     \
        *(list->tail == NULL ? &list->head : &list->tail->next##List) = node;                                        \
        list->tail = node;                                                                                           \
    }                                                                                                                \
    static inline __attribute__((unused)) void Remove_From_##List(struct List *list, struct Node *node) {            \
        *(node->prev##List == NULL ? &list->head : &node->prev##List->next##List) = node->next##List;                \
        *(node->next##List == NULL ? &list->tail : &node->next##List->prev##List) = node->prev##List;                \
        node->prev##List = node->next##List = NULL;                                                                  \
    }                                                                                                                \
    static inline __attribute__((unused)) struct Node *Remove_From_Front_Of_##List(struct List *list) {              \
        struct Node *node = list->head;                                                                              \
        if (node != NULL)                                                                                            \
            Remove_From_##List(list, node);                                                                          \
        return node;                                                                                                 \
    }                                                                                                                \
    extern int List_##List##_Needs_Semicolon

#endif
