<?php

function read($text)
{
    // ruleid: php-xml-external-entities
    $xml = simplexml_load_string($text, 'SimpleXMLElement', LIBXML_NOENT);
    $document = new DOMDocument();
    // ruleid: php-xml-external-entities
    $document->loadXML($text, LIBXML_NONET | LIBXML_DTDLOAD);
    // ruleid: php-xml-external-entities
    libxml_disable_entity_loader(false);
    // ruleid: php-xml-external-entities
    $element = new SimpleXMLElement($text, LIBXML_NOENT | LIBXML_NOCDATA);
    return [$xml, $document, $element];
}

function safe($text)
{
    // ok: php-xml-external-entities
    $xml = simplexml_load_string($text, 'SimpleXMLElement', LIBXML_NOCDATA | LIBXML_NONET);
    $document = new DOMDocument();
    // ok: php-xml-external-entities
    $document->loadXML($text, LIBXML_NONET);
    // ok: php-xml-external-entities
    libxml_disable_entity_loader(true);
    // ok: php-xml-external-entities
    $document->loadXML($text);
    // ok: php-xml-external-entities
    $document->resolveExternals = false;
    return [$xml, $document];
}
