/// Small parts that pages are made of, so that all pages look alike.
#pragma once

#include <QKeySequence>
#include <QString>

class QAction;
class QLabel;
class QToolButton;
class QWidget;

namespace numeral::ui {

class SpokenLabel;

/// The page's name on top of it.
QLabel* pageHeading(const QString& objectName, const QString& text, QWidget* parent);
/// The name of a part of a page.
QLabel* partHeading(const QString& objectName, const QString& text, QWidget* parent);
/// Plain text in one line.
QLabel* plainLabel(const char* objectName, const QString& toolTip, QWidget* parent);
/// Plain text that wraps and can be copied.
QLabel* plainWords(const QString& objectName, const QString& toolTip, QWidget* parent);
/// The same, for what is to be said aloud as well.
SpokenLabel* spokenWords(const QString& objectName, const QString& toolTip, QWidget* parent);

/// A child of `parent`, for a menu; its tool tip names the key as well.
QAction* makeAction(const char* objectName, const QString& text, const QString& toolTip, QWidget* parent,
                    const QKeySequence& key = {});
/// Does what the action does, and takes words and icon from it.
QToolButton* actionButton(const char* objectName, QAction* action, QWidget* parent);

} // namespace numeral::ui
